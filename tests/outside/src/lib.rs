//! A program that has no code besides its tests.
