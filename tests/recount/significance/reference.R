# Reference values for the tests of recount.significance, from R's own functions.
# Run once in this directory:  Rscript reference.R > reference.csv
# Tables are written row by row: cells by blanks, rows by slashes.

options(warn = -1)
cat("# ", R.version.string, "; packages: stats\n", sep = "")
cat("kind,table,scores,quantity,value\n")

as_text <- function(m) paste(apply(m, 1, paste, collapse = " "), collapse = "/")
put <- function(kind, table, scores, quantity, value) {
  cat(kind, table, scores, quantity, sprintf("%.17g", value), sep = ",")
  cat("\n")
}
fit <- function(m, x) {
  glm(m ~ x, family = binomial, control = glm.control(epsilon = 1e-15, maxit = 200))
}

# 2 x 2
two <- list(
  c(26, 453, 117, 1369), c(25, 454, 118, 1368), c(44, 435, 99, 1387), c(45, 434, 98, 1388),
  c(3, 1, 1, 3), c(10, 2, 3, 15), c(8, 4, 1, 9), c(1, 20, 9, 12), c(7, 93, 19, 81),
  c(120, 880, 150, 850), c(1209, 756, 400, 233), c(5, 995, 14, 986), c(2, 30, 30, 2)
)
for (v in two) {
  m <- matrix(v, 2, byrow = TRUE)
  g <- fit(m, c(1, 0))
  s <- summary(g)$coefficients
  put("two_by_two", as_text(m), "", "pearson", chisq.test(m, correct = FALSE)$p.value)
  put("two_by_two", as_text(m), "", "fisher", fisher.test(m)$p.value)
  put("two_by_two", as_text(m), "", "likelihood_ratio",
      pchisq(g$null.deviance - g$deviance, 1, lower.tail = FALSE))
  put("two_by_two", as_text(m), "", "wald", s[2, 4])
  half <- qnorm(0.975) * s[2, 2]
  put("two_by_two", as_text(m), "", "odds_ratio_low", exp(s[2, 1] - half))
  put("two_by_two", as_text(m), "", "odds_ratio_high", exp(s[2, 1] + half))
}

# r x 2 with scores
trends <- list(
  list(c(5, 95, 12, 108, 20, 100, 31, 90), c(1, 2, 3, 4)),
  list(c(9, 41, 11, 60, 8, 52, 14, 71, 6, 33), c(0, 1, 2, 3, 4)),
  list(c(3, 9, 4, 9, 7, 4), c(0, 1, 2)),
  list(c(30, 74, 70, 180, 140, 293, 120, 210, 210, 310), c(0, 1, 2, 3, 4)),
  list(c(2, 300, 5, 290, 9, 310), c(1, 2, 5)),
  list(c(48, 6, 30, 12, 20, 15, 9, 9), c(-3, -1, 1, 3)),
  list(c(700, 4, 650, 9, 610, 12), c(1, 2, 3))
)
for (item in trends) {
  m <- matrix(item[[1]], ncol = 2, byrow = TRUE)
  w <- item[[2]]
  scores <- paste(w, collapse = " ")
  g <- fit(m, w)
  s <- summary(g)$coefficients
  put("trend", as_text(m), scores, "trend_score", prop.trend.test(m[, 1], rowSums(m), w)$p.value)
  put("trend", as_text(m), scores, "logistic_wald", s[2, 4])
  put("trend", as_text(m), scores, "logistic_lr",
      pchisq(g$null.deviance - g$deviance, 1, lower.tail = FALSE))
  put("trend", as_text(m), scores, "slope", s[2, 1])
  put("trend", as_text(m), scores, "standard_error", s[2, 2])
}

# r x c
tables <- list(
  matrix(c(3, 0, 0, 3, 1, 1), ncol = 2, byrow = TRUE),
  matrix(c(5, 3, 2, 4, 1, 7, 3, 8, 2), ncol = 3, byrow = TRUE),
  matrix(c(5, 3, 2, 4, 1, 7, 3, 8, 2, 2, 2, 6), ncol = 3, byrow = TRUE),
  matrix(c(0, 4, 4, 3, 1, 0, 6, 2), ncol = 4, byrow = TRUE),
  matrix(c(12, 1, 9, 7, 3, 14, 2, 2), ncol = 2, byrow = TRUE),
  matrix(c(1, 0, 2, 0, 5, 0, 0, 1, 7), ncol = 3, byrow = TRUE)
)
for (m in tables) {
  expected <- outer(rowSums(m), colSums(m)) / sum(m)
  g <- 2 * sum(ifelse(m > 0, m * log(m / expected), 0))
  df <- (nrow(m) - 1) * (ncol(m) - 1)
  put("r_by_c", as_text(m), "", "pearson", chisq.test(m, correct = FALSE)$p.value)
  put("r_by_c", as_text(m), "", "likelihood_ratio", pchisq(g, df, lower.tail = FALSE))
}
