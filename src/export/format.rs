//! What a format of files is: a plan and lines in, bytes out.

use crate::image::Image;
use crate::image::render::{Line, Plan};

/// A format of files. Writers get the whole plan, so that no format can leave out a column.
pub trait Format: Sync {
    /// The ending of file names and the name on the command line.
    fn name(&self) -> &'static str;

    /// The media type (RFC 6838), with its parameters.
    fn media_type(&self) -> &'static str;

    /// The plan of a table.
    fn plan(&self, image: &Image, table: usize) -> Plan;

    /// What stands before the first line.
    fn begin(&self, image: &Image, plan: &Plan, out: &mut Vec<u8>);

    /// One line; `first` says whether it is the first.
    fn line(&self, image: &Image, plan: &Plan, line: Line, first: bool, out: &mut Vec<u8>);

    /// What stands behind the last line.
    fn end(&self, image: &Image, plan: &Plan, out: &mut Vec<u8>);
}
