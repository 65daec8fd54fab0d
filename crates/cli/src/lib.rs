//! The program: reads registers, writes workbooks.
