//! What crosses crates is tested here: registers as they read, workbooks as they are written.
