# Makes the numbers that tests/monitor/stats/test_stats_reliability_against_r.py compares ours with. Run in this folder:
#   Rscript make_reliability.R
# Needs the package psych (Debian: r-cran-psych). Nothing here comes from our own code.
#
# Input, written here as CSV (an empty field is no valid answer):
#   reliability.csv   real answers: the first 1000 rows of psych's bfi (International Personality Item Pool, 1-6, with gaps), its
#                     25 items. Items that psych says are reversed are turned round (7 - x); for two scales also not.
#   reliability_holes.csv  the same answers, turned round, with many more gaps.
#   factors.csv       made up with a seed: correlations of samples that are hard for one factor (small, weak, of two
#                     blocks, with mixed signs, near a loading of 1). One row a matrix: case, k, then its k x k numbers.
# Output: reliability_expected.csv (name, value with 17 digits; an empty value is not defined) and
#   reliability_versions.csv.
#
# omega: psych::fa(x, 1, fm = "minres") stops at about seven digits, and it lets a uniqueness not go below .005. Beside it
# omega_exact: the same least squares by optim from many starts, to the last digits; NA if a loading passes 1.

suppressPackageStartupMessages(library(psych))
options(digits = 17)

found <- list()
keep <- function(name, value) found[[name]] <<- as.numeric(value)

residual <- function(l, r) { m <- r - l %*% t(l); diag(m) <- 0; sum(m^2) }
slope <- function(l, r) { m <- r - l %*% t(l); diag(m) <- 0; as.numeric(-4 * m %*% l) }

# The loadings of one factor that leave the smallest residuals; no bound, the best of many starts.
one_factor <- function(r) {
  k <- ncol(r)
  set.seed(1)
  starts <- c(list(rep(.5, k)), lapply(1:40, function(i) runif(k, -1, 1)), lapply(1:k, function(i) r[, i]))
  best <- NULL
  for (s in starts) {
    o <- optim(s, residual, slope, r = r, method = "BFGS", control = list(maxit = 5000, reltol = 1e-15))
    if (is.null(best) || o$value < best$value) best <- o
  }
  # Newton's method on the slope, for the last digits.
  l <- best$par
  for (i in 1:20) {
    h <- 4 * (2 * l %*% t(l) - r); diag(h) <- 4 * (sum(l^2) - l^2)
    step <- tryCatch(solve(h, slope(l, r)), error = function(e) rep(0, k))
    if (residual(l - step, r) <= residual(l, r) + 1e-14) l <- l - step
  }
  l
}

omega_exact <- function(r) {
  l <- one_factor(r)
  if (max(abs(l)) > 1) NA else sum(l)^2 / (sum(l)^2 + sum(1 - l^2))
}

omega_psych <- function(r) {
  f <- suppressMessages(suppressWarnings(psych::fa(r, 1, fm = "minres", warnings = FALSE)))
  l <- as.numeric(f$loadings)
  sum(l)^2 / (sum(l)^2 + sum(f$uniquenesses))
}

alpha_of <- function(s) ncol(s) / (ncol(s) - 1) * (1 - sum(diag(s)) / sum(s))

reliability <- function(name, all) {
  x <- all[complete.cases(all), ]
  k <- ncol(x)
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE, warnings = FALSE, n.iter = 1))
  keep(paste0(name, "/n_complete"), nrow(x))
  keep(paste0(name, "/n_dropped"), nrow(all) - nrow(x))
  keep(paste0(name, "/alpha"), a$total$raw_alpha)
  keep(paste0(name, "/standardized"), a$total$std.alpha)
  keep(paste0(name, "/mean_inter_item"), a$total$average_r)
  keep(paste0(name, "/alpha_pairwise"), alpha_of(cov(all, use = "pairwise.complete.obs")))
  pairs <- pairwiseCount(all)
  keep(paste0(name, "/n_pair_min"), min(pairs[lower.tri(pairs)]))
  for (i in seq_len(k)) {
    keep(paste0(name, "/item_rest/", names(x)[i]), cor(x[, i], rowSums(x[, -i, drop = FALSE])))
    if (k > 2) keep(paste0(name, "/alpha_if_dropped/", names(x)[i]), a$alpha.drop$raw_alpha[i])
  }
  if (k > 2) {
    keep(paste0(name, "/omega"), omega_psych(x))
    keep(paste0(name, "/omega_exact"), omega_exact(cor(x)))
  }
}

data(bfi, package = "psych")
real <- bfi[1:1000, 1:25]
write.csv(real, "reliability.csv", row.names = FALSE, na = "", quote = FALSE)
turned <- real
for (i in c("A1", "C4", "C5", "E1", "E2", "O2", "O5")) turned[[i]] <- 7 - turned[[i]]
scales <- split(names(real), substr(names(real), 1, 1))
# To four points, as the Stappenmeter's: 1-2, 3, 4, 5-6.
fold <- function(x) { x[] <- lapply(x, function(y) c(1, 1, 2, 3, 4, 4)[y]); x }
for (s in names(scales)) {
  reliability(paste0("bfi/", s), turned[scales[[s]]])
  reliability(paste0("bfi4/", s), fold(turned[scales[[s]]]))
  reliability(paste0("first/", s), turned[1:40, scales[[s]]])
}
# As they come: items that point the other way make loadings of both signs.
reliability("mixed/A", real[scales$A])
reliability("mixed/C", real[scales$C])
reliability("two/N", turned[c("N1", "N2")])
reliability("long/AC", turned[c(scales$A, scales$C, "E3", "E4", "E5")])
# With many more gaps: every cell is empty with a chance of a quarter.
set.seed(11)
holes <- as.matrix(turned)
holes[matrix(runif(length(holes)) < .25, nrow(holes))] <- NA
holes <- as.data.frame(holes)
write.csv(holes, "reliability_holes.csv", row.names = FALSE, na = "", quote = FALSE)
for (s in names(scales)) reliability(paste0("holes/", s), holes[scales[[s]]])

set.seed(12)
lines <- c()
make <- function(kind, k, n) {
  l <- switch(kind, positive = runif(k, .2, .9), mixed = runif(k, .2, .9) * sample(c(-1, 1), k, TRUE),
              near = c(.97, runif(k - 1, .1, .7)), weak = runif(k, 0, .25), blocks = runif(k, .3, .8))
  g <- if (kind == "blocks") rep(1:2, length.out = k) else rep(1, k)
  f <- cbind(rnorm(n), rnorm(n))
  x <- sapply(seq_len(k), function(i) f[, g[i]] * l[i] + rnorm(n) * sqrt(1 - l[i]^2))
  x[] <- pmin(4, pmax(1, round(2.5 + x)))
  cor(x)
}
case <- 0
for (kind in c("positive", "mixed", "near", "weak", "blocks")) for (k in c(3, 4, 5, 7, 13)) for (n in c(12, 60, 1000)) {
  case <- case + 1
  r <- make(kind, k, n)
  lines <- c(lines, paste(c(paste0(kind, "-", k, "-", n), k, sprintf("%.17g", r)), collapse = ","))
  keep(paste0("factors/", kind, "-", k, "-", n), omega_exact(r))
}
writeLines(lines, "factors.csv")

value <- sprintf("%.17g", unlist(found)); value[is.na(unlist(found))] <- ""
write.csv(data.frame(name = names(found), value = value), "reliability_expected.csv", row.names = FALSE, quote = FALSE)
write.csv(data.frame(name = c("R", "psych"), version = c(as.character(getRversion()), as.character(packageVersion("psych")))),
          "reliability_versions.csv", row.names = FALSE, quote = FALSE)
