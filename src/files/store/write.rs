//! A file on its way into its place.

use std::sync::Arc;

use object_store::path::Path as Name;
use object_store::{MultipartUpload, ObjectStoreExt as _, PutPayload};

use super::{Shelf, failed};
use crate::error::Result;

/// A file that is being written; it is not there before it is finished.
pub(crate) struct Upload {
    shelf: Arc<Shelf>,
    name: Name,
    waiting: Vec<u8>,
    parts: Option<Box<dyn MultipartUpload>>,
}

impl Upload {
    pub(super) const fn new(shelf: Arc<Shelf>, name: Name) -> Self {
        Self { shelf, name, waiting: Vec::new(), parts: None }
    }

    /// Writes more of it.
    pub(crate) async fn write(&mut self, bytes: Vec<u8>) -> Result<()> {
        if self.waiting.is_empty() {
            self.waiting = bytes;
        } else {
            self.waiting.extend_from_slice(&bytes);
        }
        while self.waiting.len() >= self.shelf.part {
            let rest = self.waiting.split_off(self.shelf.part);
            let part = std::mem::replace(&mut self.waiting, rest);
            self.part(part).await?;
        }
        Ok(())
    }

    async fn part(&mut self, bytes: Vec<u8>) -> Result<()> {
        let failed = |cause| failed("write", &self.name, &cause);
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => {
                let begun = self.shelf.objects.put_multipart(&self.name).await;
                none.insert(begun.map_err(failed)?)
            }
        };
        parts.put_part(PutPayload::from(bytes)).await.map_err(failed)
    }

    /// Puts it in its place.
    pub(crate) async fn finish(mut self) -> Result<()> {
        let rest = std::mem::take(&mut self.waiting);
        if self.parts.is_none() {
            let put = self.shelf.objects.put(&self.name, PutPayload::from(rest)).await;
            return put.map(drop).map_err(|cause| failed("write", &self.name, &cause));
        }
        if !rest.is_empty()
            && let Err(error) = self.part(rest).await
        {
            self.give_up().await;
            return Err(error);
        }
        let Some(parts) = &mut self.parts else { return Ok(()) };
        parts.complete().await.map(drop).map_err(|cause| failed("write", &self.name, &cause))
    }

    /// Leaves nothing of it behind, as far as that can be done.
    pub(crate) async fn give_up(mut self) {
        if let Some(parts) = &mut self.parts {
            let _ = parts.abort().await;
        }
    }
}
