//! How far an import is: a bar on a terminal, lines elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::import::Progress;

/// Both readings of an import on standard error; each is half of the way.
#[derive(Debug, Default)]
pub(super) struct Console {
    bar: Mutex<Option<ProgressBar>>,
    total: AtomicU64,
    last_tenth: AtomicU64,
}

impl Progress for Console {
    fn begin(&self, bytes: u64) {
        self.total.store(bytes.max(1) * 2, Ordering::Relaxed);
        // Small files are done before a bar could be read.
        if !std::io::stderr().is_terminal() || bytes < 1 << 20 {
            return;
        }
        let style = ProgressStyle::with_template("{msg:9} {wide_bar} {percent}% {eta}");
        let bar = ProgressBar::new(bytes * 2);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn advance(&self, step: &'static str, bytes: u64) {
        let total = self.total.load(Ordering::Relaxed).max(1);
        let done = if step == "checking" { bytes } else { total / 2 + bytes };
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = slot.as_ref()
        {
            bar.set_message(step);
            bar.set_position(done);
            return;
        }
        let tenth = done * 10 / total;
        if self.last_tenth.swap(tenth, Ordering::Relaxed) != tenth && total > 1 << 26 {
            tracing::info!(step, percent = tenth * 10, "importing");
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        if let Ok(slot) = self.bar.lock()
            && let Some(bar) = slot.as_ref()
        {
            bar.finish_and_clear();
        }
    }
}
