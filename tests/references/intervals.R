# Intervals for one share in base R, kept in intervals.json for tests/estimates/test_intervals.py.
# Run: Rscript tests/references/intervals.R > tests/references/intervals.json
# The package binom is not needed: Wilson is checked against prop.test, Clopper-Pearson against binom.test,
# and the two others are their authors' formulas.

suppressMessages(library(jsonlite))
set.seed(20261121)

methods <- list(
  "wilson" = function(x, n, z, alpha) {
    middle <- (x + z^2 / 2) / (n + z^2)
    middle + c(-1, 1) * z * sqrt(x * (n - x) / n + z^2 / 4) / (n + z^2)
  },
  "agresti-coull" = function(x, n, z, alpha) {
    p <- (x + z^2 / 2) / (n + z^2)
    pmin(pmax(p + c(-1, 1) * z * sqrt(p * (1 - p) / (n + z^2)), 0), 1)
  },
  "clopper-pearson" = function(x, n, z, alpha) c(
    if (x == 0) 0 else qbeta(alpha / 2, x, n - x + 1),
    if (x == n) 1 else qbeta(alpha / 2, x + 1, n - x, lower.tail = FALSE)
  ),
  "jeffreys" = function(x, n, z, alpha) c(
    if (x == 0) 0 else qbeta(alpha / 2, x + .5, n - x + .5),
    if (x == n) 1 else qbeta(alpha / 2, x + .5, n - x + .5, lower.tail = FALSE)
  )
)

same <- function(limits, test) stopifnot(max(abs(limits - test$conf.int)) < 1e-12)
check <- function(case, limits) {
  suppressWarnings(same(limits[["wilson"]], prop.test(case$x, case$n, conf.level = case$confidence, correct = FALSE)))
  same(limits[["clopper-pearson"]], binom.test(case$x, case$n, conf.level = case$confidence))
}
run <- function(case) {
  alpha <- 1 - case$confidence
  z <- qnorm(alpha / 2, lower.tail = FALSE)
  limits <- lapply(methods, function(f) f(case$x / case$design_effect, case$n / case$design_effect, z, alpha))
  if (case$design_effect == 1) check(case, limits)
  c(case, limits)
}

by_hand <- list(c(0, 5), c(5, 5), c(1, 5), c(24, 45), c(400, 608), c(1, 1), c(0, 1), c(1, 10000), c(9999, 10000))
hand <- lapply(by_hand, function(v) list(x = v[1], n = v[2], confidence = .95, design_effect = 1))
drawn <- lapply(1:111, function(i) {
  n <- round(exp(runif(1, 0, log(10000))))
  list(x = rbinom(1, n, runif(1)^sample(c(.2, 1, 5), 1)), n = n,
       confidence = c(.5, .8, .9, .95, .99, .999)[(i - 1) %% 6 + 1], design_effect = c(1, 1, 1.5, 2)[(i - 1) %% 4 + 1])
})
out <- list(
  made_by = "tests/references/intervals.R",
  r = paste(R.version$major, R.version$minor, sep = "."),
  call = "qnorm, qbeta; checked against prop.test(correct = FALSE) and binom.test to 1e-12 where the design effect is 1",
  cases = lapply(c(hand, drawn), run)
)
json <- toJSON(out, digits = I(15), auto_unbox = TRUE)
cat(gsub("{\"x\"", "\n{\"x\"", json, fixed = TRUE), "\n", sep = "")
