//! Writes balanced-portfolio XLSX workbooks from a portfolio and a stream of assessments.
