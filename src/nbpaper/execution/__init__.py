"""The processes that do a build's work: warm ones that fork a worker a task, and the kernels forked from them."""
