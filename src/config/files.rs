//! Where whole files are kept: nowhere, in a folder, or in a store that speaks the protocol of S3.

use std::fmt::{self, Debug, Formatter};
use std::path::PathBuf;

/// The word for no files.
const NONE: &str = "none";

/// What the address of a bucket begins with.
const BUCKET: &str = "s3://";

/// Where whole files are kept.
#[derive(Debug, Clone)]
pub enum Place {
    /// Nowhere: each is made while it is read.
    Nowhere,
    /// In a folder.
    Folder(PathBuf),
    /// In a store that speaks the protocol of S3.
    Bucket(Bucket),
}

/// A part of a store that speaks the protocol of S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// What the names in it begin with, without slashes around it; empty for nothing.
    pub prefix: String,
    /// How it is reached.
    pub options: Options,
}

/// The variables `AWS_*`, secrets among them.
#[derive(Clone)]
pub struct Options(pub Vec<(String, String)>);

impl Debug for Options {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Place {
    /// The place that a setting says; the refusal says what is wrong with it.
    pub(super) fn parse(
        text: &str,
        data: &str,
        options: Vec<(String, String)>,
    ) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Ok(Self::Folder(PathBuf::from(data).join("files")));
        }
        if text == NONE {
            return Ok(Self::Nowhere);
        }
        let Some(rest) = text.strip_prefix(BUCKET) else {
            let is_folder = !text.contains("://");
            let what = "it is neither a folder, nor `none`, nor `s3://bucket/prefix`";
            return if is_folder { Ok(Self::Folder(PathBuf::from(text))) } else { Err(what) };
        };
        if cfg!(not(feature = "s3")) {
            return Err("this program was built without the feature `s3`");
        }
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() {
            return Err("`s3://` needs the name of a bucket behind it");
        }
        let (name, prefix) = (name.to_owned(), prefix.trim_matches('/').to_owned());
        Ok(Self::Bucket(Bucket { name, prefix, options: Options(options) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, &'static str> {
        Place::parse(text, "data", Vec::new()).map(|place| match place {
            Place::Nowhere => "nowhere".to_owned(),
            Place::Folder(path) => path.display().to_string(),
            Place::Bucket(bucket) => format!("{} {}", bucket.name, bucket.prefix),
        })
    }

    #[test]
    fn a_place_is_a_folder_a_bucket_or_none() {
        assert_eq!(parse("").as_deref(), Ok("data/files"));
        assert_eq!(parse("none").as_deref(), Ok("nowhere"));
        assert_eq!(parse("/srv/files").as_deref(), Ok("/srv/files"));
        assert!(parse("https://example.org").is_err());
        if cfg!(feature = "s3") {
            assert_eq!(parse("s3://open/a/b/").as_deref(), Ok("open a/b"));
            assert_eq!(parse("s3://open").as_deref(), Ok("open "));
            assert!(parse("s3://").is_err());
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let options = Options(vec![("AWS_SECRET_ACCESS_KEY".to_owned(), "hunter2".to_owned())]);
        assert_eq!(format!("{options:?}"), "[\"AWS_SECRET_ACCESS_KEY\"]");
    }
}
