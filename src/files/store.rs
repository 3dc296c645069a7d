//! Where sets of files are kept: a folder, or a store that speaks the protocol of S3.
//!
//! Nothing here knows what a file holds. A file is there whole or not at all: it is written under
//! another name, or in parts, and then put in its place.

mod read;
mod write;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::config::files::Place;
use crate::error::{Error, Result};
pub use read::Reading;
pub(super) use write::Upload;

/// How much of a file is written at once: into a folder, and to a store like S3, where no part but
/// the last may be smaller.
const PART: usize = 1024 * 1024;
#[cfg(feature = "s3")]
const PART_OF_BUCKET: usize = 5 * 1024 * 1024;

/// The files of all sets by the names of sets and files, with their sizes.
pub(super) type Listing = BTreeMap<String, BTreeMap<String, u64>>;

/// A place of sets: each is a folder of files.
#[derive(Debug)]
pub(super) struct Shelf {
    objects: Arc<dyn ObjectStore>,
    prefix: Name,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
    part: usize,
}

impl Shelf {
    /// The place that the settings name; its folder is made if there is none.
    pub(super) fn open(place: &Place) -> Result<Option<Self>> {
        match place {
            Place::Nowhere => Ok(None),
            Place::Folder(path) => Self::folder(path).map(Some),
            #[cfg(feature = "s3")]
            Place::Bucket(bucket) => Self::bucket(bucket).map(Some),
            #[cfg(not(feature = "s3"))]
            Place::Bucket(_) => Ok(None),
        }
    }

    fn folder(path: &Path) -> Result<Self> {
        fs::create_dir_all(path).map_err(|cause| fault("create", &path.display(), &cause))?;
        let objects = LocalFileSystem::new_with_prefix(path);
        let objects = objects.map_err(|cause| failed("read", path.display(), &cause))?;
        // What was put in its place must be whole, even if the power fails.
        let objects = Arc::new(objects.with_fsync(true));
        Ok(Self { objects, prefix: Name::default(), folder: Some(path.to_owned()), part: PART })
    }

    #[cfg(feature = "s3")]
    fn bucket(bucket: &crate::config::files::Bucket) -> Result<Self> {
        use std::time::Duration;

        use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
        use object_store::{ClientOptions, RetryConfig};

        // Fails where there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = ClientOptions::new()
            .with_connect_timeout(Duration::from_secs(5))
            // A file may take its time; a silence may not.
            .with_timeout_disabled()
            .with_read_timeout(Duration::from_secs(30));
        let retry = RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(30),
            ..RetryConfig::default()
        };
        let mut builder = AmazonS3Builder::new().with_bucket_name(&bucket.name);
        let mut known = Vec::new();
        for (name, value) in &bucket.options.0 {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                match key {
                    AmazonS3ConfigKey::Client(key) => client = client.with_config(key, value),
                    // Who names such an address wants it.
                    AmazonS3ConfigKey::Endpoint if value.starts_with("http://") => {
                        client = client.with_allow_http(true);
                        known.push((key, value));
                    }
                    key => known.push((key, value)),
                }
            }
        }
        for (key, value) in known {
            builder = builder.with_config(key, value);
        }
        let built = builder.with_client_options(client).with_retry(retry).build();
        let objects = built.map_err(|cause| failed("read", &bucket.name, &cause))?;
        let prefix = Name::from(bucket.prefix.as_str());
        Ok(Self { objects: Arc::new(objects), prefix, folder: None, part: PART_OF_BUCKET })
    }

    fn name(&self, set: &str, file: &str) -> Name {
        self.prefix.clone().join(set).join(file)
    }

    /// What there is; files that are being written are not.
    pub(super) async fn list(&self) -> Result<Listing> {
        let mut listing = Listing::new();
        let mut objects = self.objects.list(Some(&self.prefix));
        while let Some(object) = objects.next().await {
            let object = object.map_err(|cause| failed("read", self.shown(), &cause))?;
            let Some(parts) = object.location.prefix_match(&self.prefix) else { continue };
            let parts: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
            if let [set, file] = parts.as_slice() {
                listing.entry(set.clone()).or_default().insert(file.clone(), object.size);
            }
        }
        // A folder without files is a set of which nothing could be written.
        if let Some(folder) = &self.folder {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if let Ok(name) = entry.file_name().into_string() {
                    listing.entry(name).or_default();
                }
            }
        }
        Ok(listing)
    }

    /// The whole of a short file.
    pub(super) async fn read(&self, set: &str, file: &str) -> Result<Vec<u8>> {
        let name = self.name(set, file);
        let read = async { self.objects.get(&name).await?.bytes().await };
        let bytes = read.await.map_err(|cause| failed("read", &name, &cause))?;
        Ok(bytes.to_vec())
    }

    /// Puts a short file in its place.
    pub(super) async fn write(&self, set: &str, file: &str, bytes: Vec<u8>) -> Result<()> {
        let name = self.name(set, file);
        let put = self.objects.put(&name, PutPayload::from(bytes)).await;
        put.map(drop).map_err(|cause| failed("write", &name, &cause))
    }

    /// A file that is to be written piece by piece.
    pub(super) fn upload(self: &Arc<Self>, set: &str, file: &str) -> Upload {
        Upload::new(Arc::clone(self), self.name(set, file))
    }

    /// Removes these files of a set, the one named `first` before all others.
    pub(super) async fn remove(&self, set: &str, first: &str, files: Vec<String>) -> Result<()> {
        let name = self.name(set, first);
        match self.objects.delete(&name).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(cause) => return Err(failed("remove", &name, &cause)),
        }
        if let Some(folder) = &self.folder {
            let path = folder.join(set);
            return tokio::task::spawn_blocking(move || match fs::remove_dir_all(&path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    Err(fault("remove", &path.display(), &cause))
                }
                _ => Ok(()),
            })
            .await
            .map_err(Error::internal)?;
        }
        let names: Vec<_> = files.iter().map(|file| Ok(self.name(set, file))).collect();
        let mut removed = self.objects.delete_stream(stream::iter(names).boxed());
        while let Some(removed) = removed.next().await {
            match removed {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(cause) => return Err(failed("remove", set, &cause)),
            }
        }
        Ok(())
    }

    /// Removes what a process that was killed left of the files that it was writing.
    pub(super) fn sweep(&self, set: &str) {
        let Some(folder) = &self.folder else { return };
        for entry in fs::read_dir(folder.join(set)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| name.contains('#')) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn shown(&self) -> String {
        match &self.folder {
            Some(folder) => folder.display().to_string(),
            None => self.prefix.to_string(),
        }
    }
}

/// What a store says, with its causes.
fn failed(
    action: &'static str,
    path: impl std::fmt::Display,
    cause: &object_store::Error,
) -> Error {
    let mut said = cause.to_string();
    let mut source = cause.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !said.contains(&text) {
            said = format!("{said}: {text}");
        }
        source = cause.source();
    }
    fault(action, &path, &said)
}

fn fault(
    action: &'static str,
    path: &dyn std::fmt::Display,
    cause: &dyn std::fmt::Display,
) -> Error {
    Error::File {
        action,
        path: path.to_string(),
        cause: cause.to_string(),
        hint: "see that the place of the setting `files` can be reached and written to, and that \
               there is room"
            .to_owned(),
    }
}
