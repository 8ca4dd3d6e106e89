# Makes the numbers that tests/monitor/stats/test_stats_response_against_r.py compares ours with. Run in this folder:
#   Rscript make_response.R
# Needs the package survey (Debian: r-cran-survey). Nothing here comes from our own code.
#
# Input, made up here with a seed:
#   response_list.csv  165 invited persons. beroepsgroep 1-4 (4 is small) or empty, geslacht 1-2, regio 1-2 (2 is small),
#                      organisatietype 1-4 (two are small); overleg: invited for, sent: a form was sent, absent: said not
#                      to have been there (several separated by |); round: reminders sent before the answer came.
# Output: response_expected.csv (name, value with 17 digits), response_weights.csv, response_fitted.csv (a row a person)
# and response_versions.csv.

suppressPackageStartupMessages(library(survey))
options(digits = 17)
RNGversion("4.2.0")
set.seed(2014)

found <- list()
keep <- function(name, value) found[[name]] <<- as.numeric(value)
split_codes <- function(text) lapply(strsplit(text, "|", fixed = TRUE), as.integer)

# ---- the list
n <- 165
people <- data.frame(
  person = 1:n,
  beroepsgroep = c(rep(1, 60), rep(2, 45), rep(3, 53), rep(4, 3), rep(NA, 4)),
  geslacht = sample(1:2, n, TRUE),
  regio = sample(c(rep(1, n - 8), rep(2, 8))),
  organisatietype = sample(c(rep(1, 7), rep(2, 8), rep(3, 70), rep(4, 80)))
)
invited <- lapply(1:n, function(i) sort(sample(1:5, sample(1:3, 1, prob = c(.5, .3, .2)), prob = c(4, 3, 3, 2, 1))))
chance <- plogis(-.7 + .5 * (people$beroepsgroep %in% 1) + .6 * sapply(invited, function(o) 1 %in% o) +
                 .4 * (people$geslacht == 2) - .3 * (people$organisatietype == 1))
answers <- runif(n) < chance
ineligible <- 1:n %in% sample(which(!answers), 13)
outcome <- ifelse(answers, "beantwoord", ifelse(ineligible, "niet_van_toepassing", "geen_reactie"))
outcome[sample(which(outcome == "geen_reactie"), 9)] <- "deels"
absent <- lapply(1:n, function(i) {
  if (outcome[i] == "beantwoord" && length(invited[[i]]) > 1 && runif(1) < .3) invited[[i]][1] else integer(0)
})
sent <- lapply(1:n, function(i) if (outcome[i] == "beantwoord") setdiff(invited[[i]], absent[[i]]) else integer(0))
join <- function(x) sapply(x, paste, collapse = "|")
people$overleg <- join(invited); people$sent <- join(sent); people$absent <- join(absent)
people$outcome <- outcome
people$round <- ifelse(outcome == "beantwoord", sample(0:2, n, TRUE, prob = c(.5, .3, .2)), NA)
write.csv(people, "response_list.csv", row.names = FALSE, quote = FALSE, na = "")

variables <- c("beroepsgroep", "geslacht", "regio", "organisatietype")

# ---- among the eligible; who has a level under five, or none, is overige
rest <- people[outcome != "niet_van_toepassing", ]
rest$y <- rest$outcome == "beantwoord"
rest$beroepsgroep <- ifelse(rest$beroepsgroep %in% 1:3, rest$beroepsgroep, 9)
for (variable in variables) message(variable, ": ", paste(table(rest[[variable]], rest$y), collapse=" "))
keep("eligible", nrow(rest)); keep("answered", sum(rest$y))


x2_of <- function(table) suppressWarnings(chisq.test(table, correct = FALSE))
keep_chi2 <- function(name, table) {
  test <- x2_of(table)
  keep(paste0(name, "/statistic"), test$statistic)
  keep(paste0(name, "/dof"), test$parameter)
  keep(paste0(name, "/p_chi2"), test$p.value)
  keep(paste0(name, "/smallest_expected"), min(test$expected))
  keep(paste0(name, "/cramers_v"), sqrt(as.numeric(test$statistic) / sum(table)))
}
# The exact p of X2 with both margins fixed: every table with its multivariate hypergeometric probability.
exact_p <- function(table) {
  size <- rowSums(table); m <- sum(table[, 2]); N <- sum(size)
  all <- as.matrix(expand.grid(lapply(size[-1], function(k) 0:min(k, m))))
  all <- cbind(m - rowSums(all), all)
  all <- all[all[, 1] >= 0 & all[, 1] <= size[1], ]
  chance <- exp(rowSums(sapply(seq_along(size), function(k) lchoose(size[k], all[, k]))) - lchoose(N, m))
  expected <- size * m / N
  x2 <- colSums((t(all) - expected)^2 / (size * (m / N) * (1 - m / N)))
  sum(chance[x2 >= as.numeric(x2_of(table)$statistic) * (1 - 1e-9)])
}
for (variable in variables) {
  counted <- table(rest[[variable]], rest$y)
  keep_chi2(variable, counted)
  keep(paste0(variable, "/p_exact"), exact_p(counted))
  if (nrow(counted) == 2) keep(paste0(variable, "/p_fisher"), fisher.test(counted)$p.value)
}
# Overleg counts memberships among the eligible ones.
member <- t(sapply(split_codes(rest$overleg), function(o) 1:5 %in% o))
away <- t(sapply(split_codes(rest$absent), function(o) 1:5 %in% o))
wrote <- t(sapply(split_codes(rest$sent), function(o) 1:5 %in% o))
memberships <- cbind(colSums(member & !away & !wrote), colSums(wrote))
keep_chi2("overleg", memberships)
for (k in 1:5) { keep(paste0("overleg/eligible/", k), sum(memberships[k, ])); keep(paste0("overleg/answered/", k), memberships[k, 2]) }

# ---- early against late, among who answered
late <- rest[rest$y, ]
for (variable in c("geslacht", "beroepsgroep")) {
  counted <- table(late[[variable]], late$round == 0)
  counted <- counted[rowSums(counted) >= 5, ]
  test <- x2_of(counted)
  keep(paste0("early/", variable, "/smallest_expected"), min(test$expected))
  keep(paste0("early/", variable, "/p"), test$p.value)
  keep(paste0("early/", variable, "/cramers_v"), sqrt(as.numeric(test$statistic) / sum(counted)))
}

# ---- R-indicator: propensities by maximum likelihood logit, main effects
for (k in 1:5) rest[[paste0("o", k)]] <- member[, k]
model <- glm(y ~ factor(beroepsgroep) + factor(geslacht) + factor(regio) + factor(organisatietype) + o1 + o2 + o3 + o4 + o5,
             family = binomial, data = rest, control = glm.control(epsilon = 1e-15, maxit = 100))
stopifnot(model$converged)
fitted <- fitted(model)
write.csv(data.frame(person = rest$person, fitted = sprintf("%.17g", fitted)), "response_fitted.csv", row.names = FALSE, quote = FALSE)
keep("r_indicator", 1 - 2 * sd(fitted))
for (variable in variables) {
  size <- tapply(fitted, rest[[variable]], length); means <- tapply(fitted, rest[[variable]], mean)
  keep(paste0("partial/", variable), sqrt(sum(size / nrow(rest) * (means - mean(fitted))^2)))
}
size <- colSums(member); means <- colSums(member * fitted) / size
keep("partial/overleg", sqrt(sum(size / sum(size) * (means - sum(size * means) / sum(size))^2)))

# ---- raking the persons who answered to beroepsgroep (persons) and overleg (memberships)
levels <- c(1, 2, 3, 9)
x <- cbind(sapply(levels, function(b) rest$beroepsgroep == b), wrote)[rest$y, ] * 1
colnames(x) <- paste0("x", seq_len(ncol(x)))
totals <- c(table(factor(rest$beroepsgroep, levels)), rowSums(memberships)); names(totals) <- colnames(x)
design <- svydesign(ids = ~1, weights = rep(nrow(rest) / nrow(x), nrow(x)), data = as.data.frame(x))
raked <- calibrate(design, as.formula(paste("~ 0 +", paste(colnames(x), collapse = " + "))), totals,
                   calfun = "raking", epsilon = 1e-13, maxit = 500)
w <- weights(raked)
stopifnot(max(abs(colSums(w * x) - totals)) < 1e-9)
two <- svydesign(ids = ~1, weights = rep(1, nrow(late)), data = late)
two <- rake(two, list(~geslacht, ~organisatietype),
            list(data.frame(geslacht = 1:2, Freq = as.numeric(table(rest$geslacht))),
                 data.frame(organisatietype = 1:4, Freq = as.numeric(table(rest$organisatietype)))),
            control = list(maxit = 1000, epsilon = 1e-12, verbose = FALSE))
write.csv(data.frame(person = late$person, weight = sprintf("%.17g", w), two = sprintf("%.17g", weights(two))),
          "response_weights.csv", row.names = FALSE, quote = FALSE)
# A mean over forms by these weights, of a made-up score: person number modulo 7, plus the overleg's number.
score <- outer(late$person %% 7, 1:5, "+")
keep("weighted_mean", sum((score * w)[wrote[rest$y, ]]) / sum((w * wrote[rest$y, ])))

# ---- p when a person counts in several overleggen: all choices of 6 out of 14 persons, X2 over memberships
small <- list(1, 1, 1, c(1, 2), c(1, 2), c(1, 3), 2, 2, c(2, 3), 2, 3, 3, c(1, 2, 3), 3)
small <- t(sapply(small, function(o) 1:3 %in% o)) * 1
x2 <- function(a, size) { p <- sum(a) / sum(size); sum((a - size * p)^2 / (size * p * (1 - p))) }
observed <- x2(colSums(small[c(1, 2, 3, 4, 6, 7), ]), colSums(small))
every <- combn(14, 6, function(chosen) x2(colSums(small[chosen, ]), colSums(small)))
keep("small/statistic", observed)
keep("small/p_exact", mean(every >= observed - 1e-9))

# ---- intervals and Fisher's test of tables with round numbers
for (case in list(c(73, 152), c(1, 5), c(5, 5), c(0, 7), c(481, 1000))) {
  interval <- suppressWarnings(prop.test(case[1], case[2], correct = FALSE))$conf.int
  keep(paste0("wilson/", case[1], "/", case[2], "/low"), interval[1])
  keep(paste0("wilson/", case[1], "/", case[2], "/high"), interval[2])
}
for (case in list(c(3, 1, 1, 3), c(10, 2, 3, 15), c(0, 5, 8, 9), c(2, 300, 12, 500))) {
  keep(paste0("fisher/", paste(case, collapse = "/")), fisher.test(matrix(case, 2))$p.value)
}

lines <- sprintf("%s,%.17g", names(found), unlist(found))
writeLines(c("name,value", lines), "response_expected.csv")
writeLines(c("name,version", sprintf("R,%s", getRversion()), sprintf("survey,%s", packageVersion("survey"))),
           "response_versions.csv")
