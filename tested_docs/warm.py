"""What the warm process holds before any page runs: importing this module is the slow part of an interpreter's start.

Nothing here may start a thread or touch a device, since every page's process is forked from this one.
"""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np  # noqa: F401
import pandas as pd  # noqa: F401
import sklearn.datasets
import sklearn.linear_model
import sklearn.metrics
import sklearn.model_selection
import sklearn.preprocessing  # noqa: F401
import torch._dynamo  # noqa: F401  # optimizers import it at their first step
import torchvision.transforms.v2  # noqa: F401

from tested_docs import backend  # noqa: F401
from tested_docs.figures import STYLE

matplotlib.use("module://tested_docs.backend")
plt.style.use(STYLE)
