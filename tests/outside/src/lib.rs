//! A program without code of its own; its tests are what it is there for.
