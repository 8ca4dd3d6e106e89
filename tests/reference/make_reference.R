# Makes the numbers that tests/monitor/stats/test_against_r.py compares ours with. Run in this folder:
#   Rscript make_reference.R
# Needs the packages psych and survey (Debian: r-cran-psych, r-cran-survey). Nothing here comes from our own code.
#
# Input, written here as CSV (an empty field is no valid answer):
#   bfi.csv       real answers: the first 300 rows of psych's bfi (International Personality Item Pool, 1-6, with gaps),
#                 scales agreeableness A2-A5 and neuroticism N1-N5, group = education (1-5, with gaps). A row a person.
#   clusters.csv  made up with a seed: persons with one to three forms in four groups, two scales of 4 and 2 items, 1-4.
# Output: expected.csv (name, value with 17 digits) and versions.csv.

suppressPackageStartupMessages({library(psych); library(survey)})
options(digits = 17)

found <- list()
keep <- function(name, value) found[[name]] <<- as.numeric(value)

# A form's score: the mean of its valid answers if at least half of the items have one.
score <- function(x) ifelse(2 * rowSums(!is.na(x)) >= ncol(x), rowMeans(x, na.rm = TRUE), NA)

reliability <- function(name, x) {
  x <- x[complete.cases(x), ]
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE, warnings = FALSE, n.iter = 1))
  keep(paste0(name, "/n_complete"), nrow(x))
  keep(paste0(name, "/alpha"), a$total$raw_alpha)
  keep(paste0(name, "/standardized"), a$total$std.alpha)
  keep(paste0(name, "/mean_inter_item"), a$total$average_r)
  # Feldt, Woodruff & Salih (1987): 1 - (1 - alpha) F with n - 1 and (n - 1)(k - 1) degrees of freedom.
  n <- nrow(x); k <- ncol(x)
  keep(paste0(name, "/low"), 1 - (1 - a$total$raw_alpha) * qf(.975, n - 1, (n - 1) * (k - 1)))
  keep(paste0(name, "/high"), 1 - (1 - a$total$raw_alpha) * qf(.025, n - 1, (n - 1) * (k - 1)))
  if (k == 2) {
    r <- cor(x[, 1], x[, 2])
    keep(paste0(name, "/spearman_brown"), 2 * r / (1 + r))
  }
  for (i in seq_len(k)) {
    rest <- rowSums(x[, -i, drop = FALSE])
    keep(paste0(name, "/item_rest/", names(x)[i]), cor(x[, i], rest))
    if (k > 2) keep(paste0(name, "/alpha_if_dropped/", names(x)[i]), a$alpha.drop$raw_alpha[i])
  }
}

item <- function(name, y) {
  keep(paste0(name, "/n"), sum(!is.na(y)))
  keep(paste0(name, "/mean"), mean(y, na.rm = TRUE))
  keep(paste0(name, "/sd"), sd(y, na.rm = TRUE))
}

# One group's data; M eligible persons, or NULL without correction.
design_of <- function(data, M) {
  if (is.null(M)) return(svydesign(ids = ~person, weights = ~one, data = data))
  data$M <- M
  svydesign(ids = ~person, fpc = ~M, data = data)
}

interval <- function(name, data, y, M, scale) {
  data$y <- y; data$one <- 1
  part <- subset(design_of(data, M), !is.na(y))
  m <- svymean(~y, part)
  ci <- confint(m, df = degf(part))
  keep(paste0(name, "/n"), sum(!is.na(y)))
  keep(paste0(name, "/mean"), coef(m))
  keep(paste0(name, "/low"), max(ci[1], 1))
  keep(paste0(name, "/high"), min(ci[2], scale))
}

# The mean of several aspect means: delta method on the totals of scores and of valid forms, by survey itself.
overall <- function(name, data, scores, M, scale) {
  data$one <- 1
  for (j in seq_along(scores)) {
    data[[paste0("t", j)]] <- ifelse(is.na(scores[[j]]), 0, scores[[j]])
    data[[paste0("v", j)]] <- as.numeric(!is.na(scores[[j]]))
  }
  columns <- c(paste0("t", seq_along(scores)), paste0("v", seq_along(scores)))
  d <- design_of(data, M)
  totals <- svytotal(reformulate(columns), d)
  ratios <- paste0("t", seq_along(scores), "/v", seq_along(scores), collapse = " + ")
  mean <- svycontrast(totals, str2lang(paste0("(", ratios, ")/", length(scores))))
  heard <- length(unique(data$person[Reduce(`|`, lapply(scores, function(s) !is.na(s)))]))
  reach <- qt(.975, heard - 1) * SE(mean)
  keep(paste0(name, "/mean"), coef(mean))
  keep(paste0(name, "/low"), max(coef(mean) - reach, 1))
  keep(paste0(name, "/high"), min(coef(mean) + reach, scale))
}

describe <- function(name, data, scales, eligible, scale) {
  for (s in names(scales)) {
    reliability(paste0(name, "/reliability/", s), data[scales[[s]]])
    for (i in scales[[s]]) {
      item(paste0(name, "/item/", i), data[[i]])
      interval(paste0(name, "/item_interval/", i), data, data[[i]], eligible$house, scale)
    }
    data[[s]] <- score(data[scales[[s]]])
  }
  groups <- c(list(house = rep(TRUE, nrow(data))), lapply(split(seq_len(nrow(data)), data$group), function(rows) seq_len(nrow(data)) %in% rows))
  for (g in names(groups)) {
    part <- data[groups[[g]], ]
    for (s in names(scales)) {
      interval(paste0(name, "/", g, "/", s), part, part[[s]], eligible[[g]], scale)
      interval(paste0(name, "/", g, "/uncorrected/", s), part, part[[s]], NULL, scale)
      if (g == "house") keep(paste0(name, "/house/", s, "/sd"), sd(part[[s]], na.rm = TRUE))
    }
    overall(paste0(name, "/", g, "/overall"), part, part[names(scales)], eligible[[g]], scale)
  }
}

data(bfi, package = "psych")
real <- bfi[1:300, c("A2", "A3", "A4", "A5", "N1", "N2", "N3", "N4", "N5", "education")]
real <- real[rowSums(!is.na(real[, 1:9])) > 0, ]
names(real)[10] <- "group"
real <- cbind(person = seq_len(nrow(real)) - 1, real)
write.csv(real, "bfi.csv", row.names = FALSE, na = "", quote = FALSE)
describe("bfi", real, list(agreeableness = c("A2", "A3", "A4", "A5"), neuroticism = c("N1", "N2", "N3", "N4", "N5")),
         list(house = 450, `1` = 40, `2` = 55, `3` = 200, `4` = 70, `5` = 80), 6)

set.seed(2026)
m <- 60
forms <- sample(1:3, m, replace = TRUE, prob = c(.6, .25, .15))
person <- rep(seq_len(m) - 1, forms)
group <- unlist(lapply(forms, function(n) sample(1:4, n, prob = c(.4, .3, .2, .1))))
nature <- rnorm(m, 0, .6)[person + 1] + c(.2, -.3, 0, .1)[group]
answer <- function(middle) pmin(4, pmax(1, round(middle + nature + rnorm(length(person), 0, .7))))
made <- data.frame(person, p1 = answer(2.8), p2 = answer(2.5), p3 = answer(3), p4 = answer(2.7), q1 = answer(2.9), q2 = answer(2.4))
for (column in 2:7) made[runif(nrow(made)) < .18, column] <- NA
made$group <- group
made <- made[rowSums(!is.na(made[, 2:7])) > 0, ]
write.csv(made, "clusters.csv", row.names = FALSE, na = "", quote = FALSE)
# In group 4 everybody who is eligible answered.
all4 <- length(unique(made$person[made$group == 4]))
describe("clusters", made, list(p = c("p1", "p2", "p3", "p4"), q = c("q1", "q2")),
         list(house = 75, `1` = 50, `2` = 41, `3` = 33, `4` = all4), 4)

write.csv(data.frame(name = names(found), value = sprintf("%.17g", unlist(found))), "expected.csv", row.names = FALSE, quote = FALSE)
write.csv(data.frame(name = c("R", "psych", "survey"),
                     version = c(as.character(getRversion()), as.character(packageVersion("psych")), as.character(packageVersion("survey")))),
          "versions.csv", row.names = FALSE, quote = FALSE)
