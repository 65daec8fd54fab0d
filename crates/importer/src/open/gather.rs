//! Gathers what a workbook's reader delivers into tables.

use std::io;
use std::sync::Arc;

use evenfolio_core::finding::Finding;
use evenfolio_core::origin::Place;

use super::{Kept, Table};
use crate::rows::Row;
use crate::rows::grid::{Receiver, Remark};
use crate::rows::spool::Spool;

/// The tables of a workbook in the making.
pub(super) struct Gather {
    path: Arc<str>,
    spool_bytes: usize,
    tables: Vec<(Arc<str>, bool, Spool)>,
    findings: Vec<Finding>,
}

impl Gather {
    pub(super) fn new(path: Arc<str>, spool_bytes: usize) -> Self {
        Self { path, spool_bytes, tables: Vec::new(), findings: Vec::new() }
    }

    pub(super) fn into_parts(self) -> (Vec<Table>, Vec<Finding>) {
        let table = |(sheet, visible, spool)| Table { sheet: Some(sheet), visible, rows: Kept::Spool(spool) };
        (self.tables.into_iter().map(table).collect(), self.findings)
    }
}

impl Receiver for Gather {
    fn sheet(&mut self, name: &str, visible: bool) -> io::Result<()> {
        self.tables.push((name.into(), visible, Spool::new(self.spool_bytes)));
        Ok(())
    }

    fn row(&mut self, row: &Row) -> io::Result<()> {
        match self.tables.last_mut() {
            Some((_, _, spool)) => spool.push(row),
            None => Err(io::Error::from(io::ErrorKind::InvalidData)),
        }
    }

    fn discard(&mut self) -> io::Result<()> {
        self.tables.pop();
        Ok(())
    }

    fn remark(&mut self, remark: Remark) -> io::Result<()> {
        let path = Arc::clone(&self.path);
        let place = match remark.sheet {
            Some(sheet) => Place::Register { path, sheet: Some(sheet.into()) },
            None => Place::File { path },
        };
        self.findings.push(Finding::new(remark.code, place, remark.message));
        Ok(())
    }
}
