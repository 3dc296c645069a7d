//! Documents of catalogues, made once for all readers and kept as long as there is room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;

use super::State;
use super::whole::Whole;
use crate::catalogue::Catalogue;
use crate::error::{Error, Result};

/// How many bytes of documents are kept, as they are.
const ROOM: usize = 96 * 1024 * 1024;

/// The catalogue that a document is of, and its name.
type Key = (String, String);

/// A document that is there or in the making: who comes second waits for the first.
type Making = Arc<OnceCell<Arc<Whole>>>;

/// The documents that are kept.
#[derive(Default)]
pub(super) struct Documents(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    documents: HashMap<Key, (Making, u64)>,
    /// How often anything was asked for: whose number is small was not asked for in a long time.
    asked: u64,
}

impl Kept {
    /// The document of a key.
    fn find(&mut self, key: Key) -> Making {
        self.asked += 1;
        let (making, asked) = self.documents.entry(key).or_default();
        *asked = self.asked;
        Arc::clone(making)
    }

    /// Leaves out what nobody can ask for any more, and then what was not asked for in the longest
    /// time, until the rest has room. What was asked for last stays, however long it is.
    fn tidy(&mut self, is_served: impl Fn(&str) -> bool, room: usize) {
        self.documents.retain(|(catalogue, _), _| is_served(catalogue));
        let kept = self.documents.values();
        let length = |making: &Making| making.get().map_or(0, |document| document.len());
        let mut by_age: Vec<_> = kept.map(|(making, asked)| (*asked, length(making))).collect();
        if by_age.iter().map(|(_, length)| length).sum::<usize>() <= room {
            return;
        }
        by_age.sort_unstable_by_key(|(asked, _)| std::cmp::Reverse(*asked));
        let mut bytes = 0;
        let too_much = by_age.iter().position(|(_, length)| {
            bytes += length;
            bytes > room
        });
        // The first one is the last that was asked for.
        let oldest = by_age.get(too_much.unwrap_or(1).max(1)).map_or(0, |(asked, _)| asked + 1);
        self.documents.retain(|_, (_, asked)| *asked >= oldest);
    }
}

impl Documents {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        // Nothing in there is ever half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The document of this name of a catalogue: what `write` makes of it, with its media type, if it is
/// not there yet. There must be a limit to the names that clients can ask for.
pub(super) async fn of(
    state: &State,
    catalogue: &Arc<Catalogue>,
    name: String,
    write: impl FnOnce(&Catalogue) -> Result<(&'static str, Vec<u8>)> + Send + 'static,
) -> Result<Arc<Whole>> {
    let making = state.documents.lock().find((catalogue.key.clone(), name));
    if let Some(document) = making.get() {
        return Ok(Arc::clone(document));
    }
    let of = Arc::clone(catalogue);
    let made = making.get_or_try_init(|| async {
        // All datasets are looked at: no other request waits for that.
        let made = tokio::task::spawn_blocking(move || {
            let (media_type, bytes) = write(&of)?;
            Ok(Arc::new(Whole::new(media_type, bytes)))
        });
        made.await.map_err(Error::internal).flatten()
    });
    let document = Arc::clone(made.await?);
    let is_served = |key: &str| state.catalogues.of(key).is_some();
    state.documents.lock().tidy(is_served, ROOM);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(kept: &mut Kept, catalogue: &str, name: &str, bytes: usize) {
        let making = kept.find((catalogue.to_owned(), name.to_owned()));
        let _ = making.set(Arc::new(Whole::new("text/plain", vec![0; bytes])));
    }

    #[test]
    fn what_was_not_asked_for_in_a_long_time_makes_room() {
        let mut kept = Kept::default();
        for name in ["a", "b", "c"] {
            keep(&mut kept, "1", name, 40);
        }
        keep(&mut kept, "1", "a", 40);
        kept.tidy(|_| true, 100);
        let mut names: Vec<&str> = kept.documents.keys().map(|(_, name)| name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["a", "c"]);
        keep(&mut kept, "2", "long", 1_000);
        kept.tidy(|_| true, 100);
        assert_eq!(kept.documents.len(), 1);
        kept.tidy(|catalogue| catalogue == "1", 100);
        assert!(kept.documents.is_empty());
    }
}
