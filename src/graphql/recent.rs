//! A memory of what was used of late, bounded by number and by bytes: the least used goes first.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was used of late.
pub(super) struct Recent<K, V> {
    kept: Mutex<Kept<K, V>>,
    entries: usize,
    bytes: usize,
}

struct Kept<K, V> {
    known: HashMap<K, Entry<V>>,
    /// The keys, the one that was used longest ago first.
    order: BTreeMap<u64, K>,
    uses: u64,
    bytes: usize,
}

struct Entry<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Clone + Eq + Hash, V: Clone> Recent<K, V> {
    /// A memory of at most so many entries and bytes.
    pub(super) fn new(entries: usize, bytes: usize) -> Self {
        let kept = Kept { known: HashMap::new(), order: BTreeMap::new(), uses: 0, bytes: 0 };
        Self { kept: Mutex::new(kept), entries, bytes }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<K, V>> {
        // Whoever panicked with the lock left a memory that is whole, or nearly.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept under a key.
    pub(super) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let mut kept = self.kept();
        let kept = &mut *kept;
        let entry = kept.known.get_mut(key)?;
        kept.uses += 1;
        if let Some(key) = kept.order.remove(&entry.used) {
            kept.order.insert(kept.uses, key);
        }
        entry.used = kept.uses;
        Some(entry.value.clone())
    }

    /// Keeps a value that takes so many bytes; what is larger than the memory is not kept.
    pub(super) fn put(&self, key: K, value: V, bytes: usize) {
        if bytes > self.bytes {
            return;
        }
        let mut kept = self.kept();
        kept.uses += 1;
        let used = kept.uses;
        if let Some(old) = kept.known.insert(key.clone(), Entry { value, bytes, used }) {
            kept.order.remove(&old.used);
            kept.bytes -= old.bytes;
        }
        kept.order.insert(used, key);
        kept.bytes += bytes;
        while kept.known.len() > self.entries || kept.bytes > self.bytes {
            let Some((_, oldest)) = kept.order.pop_first() else { return };
            if let Some(gone) = kept.known.remove(&oldest) {
                kept.bytes -= gone.bytes;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(recent: &Recent<u32, u32>) -> Vec<u32> {
        let mut keys: Vec<u32> = recent.kept().known.keys().copied().collect();
        keys.sort_unstable();
        keys
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let recent = Recent::new(3, 1_000);
        for key in 0..3 {
            recent.put(key, key, 10);
        }
        assert_eq!(recent.get(&0), Some(0));
        recent.put(3, 3, 10);
        assert_eq!(keys(&recent), [0, 2, 3]);
        recent.put(2, 7, 10);
        recent.put(4, 4, 10);
        assert_eq!((keys(&recent), recent.get(&2)), (vec![2, 3, 4], Some(7)));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let recent = Recent::new(100, 100);
        recent.put(1, 1, 101);
        assert_eq!(keys(&recent), [0_u32; 0]);
        for key in 0..100 {
            recent.put(key, key, 30);
            let kept = recent.kept();
            assert!(kept.bytes <= 100 && kept.known.len() == kept.order.len());
        }
        assert_eq!(keys(&recent), [97, 98, 99]);
        recent.put(5, 5, 100);
        assert_eq!(keys(&recent), [5]);
    }
}
