//! Why a text is not a value.

/// Why a text is not a value of a kind: what was expected, in English and in Italian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected(pub &'static str, pub &'static str);
