# Makes the numbers that tests/monitor/stats/test_stats_comparing_against_r.py compares ours with. Run in this folder:
#   Rscript make_comparing.R
# Needs the package survey (Debian: r-cran-survey). Nothing here comes from our own code.
#
# Input: clusters.csv (made by make_reference.R): 75 eligible persons in the house.
# Input, written here: comparing_later.csv, made up with a seed: the same questions a wave later, 70 eligible persons,
#   group 4 gone and group 5 new. comparing_times.csv: times present of the forms of clusters.csv, in their order
#   (empty: not said).
# Output: comparing_expected.csv (name, value with 17 digits).

suppressPackageStartupMessages(library(survey))
options(digits = 17)

found <- list()
keep <- function(name, value) found[[name]] <<- as.numeric(value)

scales <- list(p = c("p1", "p2", "p3", "p4"), q = c("q1", "q2"))

# A form's score: the mean of its valid answers if at least half of the items have one; overall: the mean of its scores.
score <- function(x) ifelse(2 * rowSums(!is.na(x)) >= ncol(x), rowMeans(x, na.rm = TRUE), NA)
with_scores <- function(data) {
  for (s in names(scales)) data[[s]] <- score(data[scales[[s]]])
  both <- rowMeans(data[names(scales)], na.rm = TRUE)
  data$overall <- ifelse(is.nan(both), NA, both)
  data
}

design_of <- function(data, M) {
  data$one <- 1
  if (is.null(M)) return(svydesign(ids = ~person, weights = ~one, data = data))
  data$M <- M
  svydesign(ids = ~person, fpc = ~M, data = data)
}

# Hedges' g: difference / pooled sd (n - 1) x (1 - 3 / (4 (n1 + n2) - 9)).
hedges <- function(d, x, y) {
  x <- x[!is.na(x)]; y <- y[!is.na(y)]; n1 <- length(x); n2 <- length(y)
  pooled <- sqrt(((n1 - 1) * var(x) + (n2 - 1) * var(y)) / (n1 + n2 - 2))
  d / pooled * (1 - 3 / (4 * (n1 + n2) - 9))
}

describe <- function(name, d, se, df, g) {
  p <- 2 * pt(-abs(d) / se, df)
  keep(paste0(name, "/difference"), d)
  keep(paste0(name, "/low"), d - qt(.975, df) * se)
  keep(paste0(name, "/high"), d + qt(.975, df) * se)
  keep(paste0(name, "/smallest_visible"), (1.96 + 0.84) * se)
  keep(paste0(name, "/g"), g)
  keep(paste0(name, "/p"), p)
  p
}

holm <- function(prefix, p) {
  adjusted <- p.adjust(p, method = "holm")
  for (name in names(p)) keep(paste0(prefix, name, "/p_holm"), adjusted[[name]])
}

# A group with the rest of its house: one design of the whole house, two domains, their covariance from survey.
versus_rest <- function(prefix, data, M) {
  p <- c()
  for (group in sort(unique(data$group))) {
    data$inside <- data$group == group
    for (s in names(scales)) {
      data$y <- data[[s]]
      valid <- subset(design_of(data, M), !is.na(y))
      by <- svyby(~y, ~inside, valid, svymean, covmat = TRUE)
      contrast <- svycontrast(by, c("FALSE" = -1, "TRUE" = 1))
      name <- paste0("/", group, "/", s)
      g <- hedges(coef(contrast), data$y[data$inside], data$y[!data$inside])
      p[name] <- describe(paste0(prefix, name), coef(contrast), SE(contrast), degf(valid), g)
    }
    # The overall: the mean of the means, by survey's delta method on the totals of scores and of valid forms.
    columns <- c()
    for (s in names(scales)) for (side in c("in", "out")) {
      here <- data$inside == (side == "in")
      data[[paste0("t", s, side)]] <- ifelse(is.na(data[[s]]) | !here, 0, data[[s]])
      data[[paste0("v", s, side)]] <- as.numeric(!is.na(data[[s]]) & here)
      columns <- c(columns, paste0(c("t", "v"), s, side))
    }
    totals <- svytotal(reformulate(columns), design_of(data, M))
    contrast <- svycontrast(totals, quote((tpin/vpin + tqin/vqin) / 2 - (tpout/vpout + tqout/vqout) / 2))
    heard <- subset(design_of(data, M), !is.na(p) | !is.na(q))
    name <- paste0("/", group, "/overall")
    g <- hedges(coef(contrast), data$overall[data$inside], data$overall[!data$inside])
    p[name] <- describe(paste0(prefix, name), coef(contrast), SE(contrast), degf(heard), g)
  }
  holm(prefix, p)
}

# Mean, standard error, persons and scores of one measure of one wave; M eligible persons.
one_mean <- function(data, measure, M) {
  if (measure == "overall") {
    for (s in names(scales)) {
      data[[paste0("t", s)]] <- ifelse(is.na(data[[s]]), 0, data[[s]])
      data[[paste0("v", s)]] <- as.numeric(!is.na(data[[s]]))
    }
    mean <- svycontrast(svytotal(~tp + vp + tq + vq, design_of(data, M)), quote((tp/vp + tq/vq) / 2))
    valid <- subset(design_of(data, M), !is.na(p) | !is.na(q))
  } else {
    data$y <- data[[measure]]
    valid <- subset(design_of(data, M), !is.na(y))
    mean <- svymean(~y, valid)
  }
  list(mean = as.numeric(coef(mean)), se = as.numeric(SE(mean)), persons = degf(valid) + 1, scores = data[[measure]])
}

# A wave with the one before: two surveys apart.
between <- function(prefix, now, M_now, before, M_before, measures) {
  p <- c()
  for (measure in measures) {
    x <- one_mean(now, measure, M_now); y <- one_mean(before, measure, M_before)
    d <- x$mean - y$mean
    df <- x$persons + y$persons - 2
    p[paste0("/", measure)] <- describe(paste0(prefix, "/", measure), d, sqrt(x$se^2 + y$se^2), df, hedges(d, x$scores, y$scores))
    keep(paste0(prefix, "/", measure, "/earlier"), y$mean)
    keep(paste0(prefix, "/", measure, "/now"), x$mean)
  }
  p
}

# Kitagawa (1955) on the forms themselves: groups 1 to 3 alone, all other forms together.
kitagawa <- function(now, before, measure) {
  parts <- function(data) {
    data <- data[!is.na(data[[measure]]), ]
    group <- factor(ifelse(data$group %in% 1:3, data$group, 9), levels = c(1, 2, 3, 9))
    list(p = as.numeric(table(group)) / nrow(data), m = as.numeric(tapply(data[[measure]], group, mean)))
  }
  x <- parts(now); y <- parts(before)
  c(people = sum((x$p - y$p) * (x$m + y$m) / 2), answers = sum((x$m - y$m) * (x$p + y$p) / 2))
}

made <- with_scores(read.csv("clusters.csv"))
versus_rest("rest", made, 75)
versus_rest("rest_uncorrected", made, NULL)

set.seed(2027)
m <- 52
forms <- sample(1:3, m, replace = TRUE, prob = c(.6, .25, .15))
person <- rep(seq_len(m) - 1, forms)
group <- unlist(lapply(forms, function(n) sample(c(1, 2, 3, 5), n, prob = c(.3, .3, .25, .15))))
nature <- rnorm(m, .5, .6)[person + 1] + c(.2, -.3, 0, NA, .1)[group]
answer <- function(middle) pmin(4, pmax(1, round(middle + nature + rnorm(length(person), 0, .7))))
later <- data.frame(person, p1 = answer(2.8), p2 = answer(2.5), p3 = answer(3), p4 = answer(2.7), q1 = answer(2.4), q2 = answer(2))
for (column in 2:7) later[runif(nrow(later)) < .18, column] <- NA
later$group <- group
later <- later[rowSums(!is.na(later[, 2:7])) > 0, ]
write.csv(later, "comparing_later.csv", row.names = FALSE, na = "", quote = FALSE)
later <- with_scores(later)
holm("change", between("change", later, 70, made, 75, c("p", "q", "overall")))
holm("change", between("change", later, 70, made, 75, unlist(scales)))
eligible <- list(before = c(50, 41, 33), now = c(45, 44, 30))
p <- c()
for (g in 1:3) p <- c(p, between(paste0("change/", g), later[later$group == g, ], eligible$now[g], made[made$group == g, ], eligible$before[g], c("p", "q", "overall")) |>
  (\(x) setNames(x, paste0("/", g, names(x))))())
holm("change", p)
for (s in names(scales)) {
  parts <- kitagawa(later, made, s)
  keep(paste0("split/", s, "/other_people"), parts["people"])
  keep(paste0("split/", s, "/other_answers"), parts["answers"])
}
for (part in c("other_people", "other_answers"))
  keep(paste0("split/overall/", part), (found[[paste0("split/p/", part)]] + found[[paste0("split/q/", part)]]) / 2)

times <- pmax(0, round(rnorm(nrow(made), 4 + 3 * (made$overall - 2.5), 4)))
times[is.na(times) | runif(length(times)) < .15] <- NA
write.csv(data.frame(form = seq_along(times), times), "comparing_times.csv", row.names = FALSE, na = "", quote = FALSE)
both <- !is.na(times) & !is.na(made$overall)
r <- cor(times[both], round(made$overall[both], 9), method = "spearman")
n <- sum(both)
reach <- qnorm(.975) * sqrt((1 + r^2 / 2) / (n - 3))
keep("spearman/r", r)
keep("spearman/n", n)
keep("spearman/low", tanh(atanh(r) - reach))
keep("spearman/high", tanh(atanh(r) + reach))

write.csv(data.frame(name = names(found), value = sprintf("%.17g", unlist(found))), "comparing_expected.csv", row.names = FALSE, quote = FALSE)
