//! Documents about the data that stand among the files of a set, in one list.

use std::sync::Arc;

use crate::about::Service;
use crate::error::Result;
use crate::image::Image;

/// Documents of one kind.
pub struct Documents {
    /// Their names, such as `projects.schema.json`.
    pub names: fn(&Image) -> Vec<String>,
    /// The media type of all of them.
    pub media_type: &'static str,
    /// The document of one of these names. It follows from the revision and the service alone.
    pub bytes: fn(&Arc<Image>, &Service, &str) -> Result<Vec<u8>>,
}

/// All kinds, in the order of the manifest.
pub const DOCUMENTS: &[Documents] = &[];

/// The kind of a document of this name; none if there is no such document.
pub fn find(image: &Image, name: &str) -> Option<&'static Documents> {
    DOCUMENTS.iter().find(|kind| (kind.names)(image).iter().any(|known| known == name))
}
