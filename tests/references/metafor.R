# Pooled shares by metafor, kept in metafor.json for tests/estimates/test_metafor.py.
# Run: Rscript tests/references/metafor.R > tests/references/metafor.json
# Needs R with metafor and jsonlite; nothing here runs in the tests.
#
# metafor stops its search for tau^2 when it moves by less than 1e-4 (PM) or 1e-5 (REML) by default,
# so its defaults differ from the exact root in the fifth digit. The tolerances below are tightened until nothing moves.

suppressMessages({library(metafor); library(jsonlite)})

set.seed(20261121)
# Where REML cannot settle, from rounding noise or from steps that overshoot, the next of these is tried,
# as help(rma) advises; all of them lead to the same root.
control <- function(threshold, stepadj)
  list(tol = 1e-15, threshold = threshold, stepadj = stepadj, maxiter = 2000, tau2.max = 1e4)
controls <- list(control(1e-14, 1), control(1e-12, 1), control(1e-14, .5), control(1e-12, .5), control(1e-11, .25))
tests <- c("z", "knha", "adhoc")

# A family says how k shares come about; the totals are spread evenly over the orders of magnitude 5 to 10,000.
families <- list(
  alike = function(k) rep(runif(1, .05, .95), k),
  mild = function(k) plogis(rnorm(1) + rnorm(k, sd = .3)),
  wild = function(k) runif(k),
  rare = function(k) plogis(-5 + rnorm(k)),
  extremes = function(k) sample(c(0, 1, runif(1)), k, replace = TRUE)
)
draw <- function(i) {
  k <- c(2, 3, 4, 5, 8, 12, 20, 30)[(i - 1) %% 8 + 1]
  family <- names(families)[(i - 1) %% length(families) + 1]
  n <- round(exp(runif(k, log(5), log(10000))))
  list(family = family, x = rbinom(k, n, families[[family]](k)), n = n)
}
by_hand <- list(
  list(family = "three", x = c(30, 400, 12), n = c(45, 608, 40)),
  list(family = "two agree", x = c(30, 400), n = c(45, 608)),
  list(family = "two differ", x = c(30, 300), n = c(45, 608)),
  list(family = "identical", x = c(30, 30, 30), n = c(45, 45, 45)),
  list(family = "nobody", x = c(0, 0, 0), n = c(10, 50, 5)),
  list(family = "everybody", x = c(10, 50, 5), n = c(10, 50, 5)),
  list(family = "nobody and everybody", x = c(0, 10000), n = c(10000, 10000)),
  list(family = "one", x = 24, n = 45)
)

fit <- function(case, method, test) {
  for (control in controls) {
    r <- tryCatch(rma(measure = "PLO", xi = case$x, ni = case$n, add = 1/2, to = "only0",
                      method = method, test = test, control = control), error = function(e) NULL)
    if (!is.null(r)) break
  }
  if (is.null(r)) stop(paste(c("no root:", method, case$x, "of", case$n), collapse = " "))
  p <- predict(r, transf = transf.ilogit)
  list(r = r, limits = c(p$ci.lb, p$ci.ub, p$pi.lb, p$pi.ub), estimate = p$pred)
}
run <- function(case) {
  fits <- lapply(c(PM = "PM", REML = "REML", DL = "DL"), function(method) {
    f <- lapply(setNames(tests, tests), function(test) fit(case, method, test))
    c(list(tau2 = f$z$r$tau2, i2 = f$z$r$I2 / 100, estimate = f$z$estimate), lapply(f, `[[`, "limits"))
  })
  q <- fit(case, "DL", "z")$r
  c(case, list(k = length(case$x), q = q$QE, q_p = q$QEp), fits)
}

withCallingHandlers(
  cases <- lapply(c(by_hand, lapply(1:240, draw)), run),
  warning = function(w) { message(conditionMessage(w)); invokeRestart("muffleWarning") }
)
out <- list(
  made_by = "tests/references/metafor.R",
  r = paste(R.version$major, R.version$minor, sep = "."),
  metafor = as.character(packageVersion("metafor")),
  call = paste("rma(measure = 'PLO', xi, ni, add = 1/2, to = 'only0', method = 'PM' | 'REML' | 'DL',",
               "test = 'z' | 'knha' | 'adhoc', control = list(tol = 1e-15,",
               "threshold = 1e-14, maxiter = 2000, tau2.max = 1e4)); predict(r, transf = transf.ilogit)"),
  limits = c("low", "high", "prediction_low", "prediction_high"),
  cases = cases
)
json <- toJSON(out, digits = I(15), auto_unbox = TRUE)
cat(gsub("{\"family\"", "\n{\"family\"", json, fixed = TRUE), "\n", sep = "")
