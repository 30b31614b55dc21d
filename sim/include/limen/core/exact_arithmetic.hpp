// Arithmetic is part of the result: what is compiled with -ffast-math, or with parts of it, does not compile at all.
#pragma once

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "-Ofast and -ffast-math change what a model computes; use -O2 or -O3, and -ffp-contract=off"
#endif
