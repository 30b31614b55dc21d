"""One ridge regression of ReservoirPy from arrays in memory: peer.py SAMPLES STATES; prints the seconds that fitting took."""

import sys
import time

import numpy as np


from reservoirpy.nodes import Ridge

samples, states = map(int, sys.argv[1:3])
random = np.random.default_rng(1)
x = random.standard_normal((samples, states))
y = x[:, :1] * 0.5 + random.standard_normal((samples, 1))
node = Ridge(ridge=1e-3)
start = time.perf_counter()
node.fit(x, y)
print(f"{time.perf_counter() - start:.3f}")
