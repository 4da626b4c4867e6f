# usage: python3 reference.py DIR ROUNDS - as reference.R
import os, sys, time
import numpy as np
from scipy import stats

directory, rounds = sys.argv[1], int(sys.argv[2])
groups = np.loadtxt(os.path.join(directory, "groups.txt"))
a, b = (np.loadtxt(os.path.join(directory, name)) for name in ("a.txt", "b.txt"))

def timed(name, task):
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        task()
        times.append((time.process_time() - begun) * 1000)
    print(name, *times)

timed("bootstrap", lambda: [stats.bootstrap((group,), np.mean, n_resamples=10000, method="percentile") for group in groups])
timed("mann-whitney", lambda: stats.mannwhitneyu(a, b, method="asymptotic"))
print("p", repr(float(stats.mannwhitneyu(a, b, method="asymptotic").pvalue)))
