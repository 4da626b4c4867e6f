# usage: Rscript reference.R DIR ROUNDS - processor time of each task in milliseconds, one `task time time ...` a line
args <- commandArgs(TRUE)
rounds <- as.integer(args[2])
groups <- lapply(strsplit(readLines(file.path(args[1], "groups.txt")), " "), as.numeric)
a <- scan(file.path(args[1], "a.txt"), quiet = TRUE)
b <- scan(file.path(args[1], "b.txt"), quiet = TRUE)
timed <- function(name, task) {
  times <- sapply(seq_len(rounds), function(round) sum(system.time(task(), gcFirst = FALSE)[c("user.self", "sys.self")]) * 1000)
  cat(name, times, "\n")
}
if (requireNamespace("boot", quietly = TRUE)) {
  meanOf <- function(values, index) mean(values[index])
  timed("bootstrap", function() for (v in groups) boot::boot.ci(boot::boot(v, meanOf, R = 10000), type = "perc"))
} else {
  drawn <- function(v) mean(sample(v, replace = TRUE))
  timed("bootstrap", function() for (v in groups) quantile(replicate(10000, drawn(v)), c(0.025, 0.975)))
}
timed("bootstrap-vectorised", function() for (v in groups)
  quantile(colMeans(matrix(sample(v, length(v) * 10000, replace = TRUE), length(v))), c(0.025, 0.975)))
timed("mann-whitney", function() wilcox.test(a, b, exact = FALSE))
cat("p", format(wilcox.test(a, b, exact = FALSE)$p.value, digits = 15), "\n")
