//! What can be wrong with a request, in the codes of the standard.

/// The codes of the standard. `noSetHierarchy` and `noMetadataFormats` are not among them: there
/// are sets, and every record has every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// An argument is missing, unknown, repeated or malformed.
    BadArgument,
    /// A token that was never given, or whose list is not kept any more.
    BadResumptionToken,
    /// No verb, an unknown one, or several.
    BadVerb,
    /// A format that there is not.
    CannotDisseminateFormat,
    /// An identifier that no record has or had.
    IdDoesNotExist,
    /// A list without a record.
    NoRecordsMatch,
}

impl Code {
    /// The name in the standard.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
        }
    }

    /// Whether the arguments of the request are not to be repeated in the answer.
    pub(super) const fn hides_arguments(self) -> bool {
        matches!(self, Self::BadArgument | Self::BadVerb)
    }
}

/// A fault of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its code.
    pub(super) code: Code,
    /// What is wrong, for people.
    pub(super) sentence: String,
}

impl Fault {
    /// A fault.
    pub(super) const fn new(code: Code, sentence: String) -> Self {
        Self { code, sentence }
    }

    /// An argument that is not as it should be.
    pub(super) fn argument(name: &str, what: &str) -> Self {
        Self::new(Code::BadArgument, format!("`{name}`: {what}"))
    }

    /// A list without a record.
    pub(super) fn none_match() -> Self {
        Self::new(Code::NoRecordsMatch, "no record is in the set and in the time asked for".into())
    }
}
