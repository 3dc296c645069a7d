//! Requests: a verb and its arguments, each known, once, and in its form.

use super::fault::{Code, Fault};
use super::list::{Format, Part};
use super::moment::Moment;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// What the repository is.
    Identify,
    /// The formats, of a record or of all.
    Formats {
        /// The record.
        identifier: Option<String>,
    },
    /// The sets.
    Sets,
    /// A record.
    Record {
        /// Its identifier.
        identifier: String,
        /// The form.
        format: Format,
    },
    /// The first page of a list.
    List(Part),
    /// A later page of one.
    Next {
        /// The token.
        text: String,
        /// Whether the verb asks for whole records.
        whole: bool,
    },
}

/// A request.
#[derive(Debug)]
pub(super) struct Request {
    /// What it asks for, or all that is wrong with it.
    pub(super) asked: Result<Asked, Vec<Fault>>,
    /// The arguments that the answer repeats.
    pub(super) echoed: Vec<(String, String)>,
}

/// A verb, with the arguments that it takes: those that it must have first.
struct Verb {
    name: &'static str,
    needed: &'static [&'static str],
    allowed: &'static [&'static str],
    /// Whether a token can stand in the place of all other arguments.
    has_pages: bool,
}

const LIST: &[&str] = &["from", "until", "set"];

const VERBS: [Verb; 6] = [
    Verb { name: "Identify", needed: &[], allowed: &[], has_pages: false },
    Verb { name: "ListMetadataFormats", needed: &[], allowed: &["identifier"], has_pages: false },
    Verb { name: "ListSets", needed: &[], allowed: &[], has_pages: true },
    Verb {
        name: "GetRecord",
        needed: &["identifier", "metadataPrefix"],
        allowed: &[],
        has_pages: false,
    },
    Verb { name: "ListIdentifiers", needed: &["metadataPrefix"], allowed: LIST, has_pages: true },
    Verb { name: "ListRecords", needed: &["metadataPrefix"], allowed: LIST, has_pages: true },
];

/// The argument that names the next page.
const TOKEN: &str = "resumptionToken";

/// How many arguments are looked at: no request that has an answer has as many, and each is held
/// against those before it.
const MOST: usize = 20;

impl Request {
    /// Reads the arguments of a request.
    pub(super) fn parse(arguments: &[(String, String)]) -> Self {
        let asked = parse(arguments);
        let is_hidden = asked
            .as_ref()
            .is_err_and(|faults| faults.iter().any(|fault| fault.code.hides_arguments()));
        let echoed = if is_hidden { Vec::new() } else { arguments.to_vec() };
        Self { asked, echoed }
    }
}

fn parse(arguments: &[(String, String)]) -> Result<Asked, Vec<Fault>> {
    if arguments.len() > MOST {
        let what = format!("there are more than {MOST} arguments");
        return Err(vec![Fault::new(Code::BadArgument, what)]);
    }
    let verb = verb(arguments).map_err(|fault| vec![fault])?;
    let given: Vec<(&str, &str)> = arguments
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "verb")
        .collect();
    let value = |name: &str| given.iter().find(|(other, _)| *other == name).map(|(_, text)| *text);
    let mut faults = Vec::new();
    for (at, (name, text)) in given.iter().enumerate() {
        let is_known = verb.needed.contains(name)
            || verb.allowed.contains(name)
            || (verb.has_pages && *name == TOKEN);
        if given.iter().take(at).any(|(other, _)| other == name) {
            faults.push(Fault::argument(name, "it is given twice"));
        } else if !is_known {
            faults.push(Fault::argument(name, &format!("{} does not take it", verb.name)));
        } else if text.is_empty() {
            faults.push(Fault::argument(name, "it is empty"));
        }
    }
    if let Some(text) = value(TOKEN).filter(|_| verb.has_pages) {
        if given.len() > 1 && faults.is_empty() {
            faults.push(Fault::argument(TOKEN, "it stands alone, beside the verb"));
        }
        let (text, whole) = (text.to_owned(), verb.name == "ListRecords");
        return match (faults.is_empty(), verb.name) {
            (false, _) => Err(faults),
            // All sets stand on one page, so that no token for them was ever given.
            (true, "ListSets") => {
                let what = "there is no further page of sets".to_owned();
                Err(vec![Fault::new(Code::BadResumptionToken, what)])
            }
            (true, _) => Ok(Asked::Next { text, whole }),
        };
    }
    for name in verb.needed {
        if value(name).is_none() {
            faults.push(Fault::argument(name, &format!("{} needs it", verb.name)));
        }
    }
    let identifier = value("identifier").map(str::to_owned);
    let asked = match verb.name {
        "Identify" => Some(Asked::Identify),
        "ListMetadataFormats" => Some(Asked::Formats { identifier }),
        "ListSets" => Some(Asked::Sets),
        "GetRecord" => {
            let format = format(value("metadataPrefix"), &mut faults);
            identifier.zip(format).map(|(identifier, format)| Asked::Record { identifier, format })
        }
        name => {
            let (from, until) = times(value("from"), value("until"), &mut faults);
            let set = value("set").map(str::to_owned);
            if set.as_deref().is_some_and(|set| !set.split(':').all(is_name)) {
                faults.push(Fault::argument("set", "it is no name of a set"));
            }
            let format = format(value("metadataPrefix"), &mut faults);
            let whole = name == "ListRecords";
            format.map(|format| Asked::List(Part { whole, format, from, until, set }))
        }
    };
    asked.filter(|_| faults.is_empty()).ok_or(faults)
}

fn verb(arguments: &[(String, String)]) -> Result<&'static Verb, Fault> {
    let names: Vec<&str> =
        arguments.iter().filter(|(name, _)| name == "verb").map(|(_, verb)| &**verb).collect();
    let bad = |what: String| Fault::new(Code::BadVerb, what);
    match names.as_slice() {
        [] => Err(bad("there is no `verb`".to_owned())),
        [name] => VERBS
            .iter()
            .find(|verb| verb.name == *name)
            .ok_or_else(|| bad(format!("`{name}` is no verb of OAI-PMH"))),
        _ => Err(bad("`verb` is given more than once".to_owned())),
    }
}

/// Whether a text is a name as the standard has them for formats and sets.
fn is_name(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    !text.is_empty() && text.bytes().all(is_sign)
}

fn format(prefix: Option<&str>, faults: &mut Vec<Fault>) -> Option<Format> {
    let prefix = prefix?;
    let format = Format::of(prefix);
    if !is_name(prefix) {
        if !prefix.is_empty() {
            faults.push(Fault::argument("metadataPrefix", "it is no name of a format"));
        }
    } else if format.is_none() {
        let what = format!("there is no format `{prefix}`: see ListMetadataFormats");
        faults.push(Fault::new(Code::CannotDisseminateFormat, what));
    }
    format
}

/// The first and the last second of the time asked for.
fn times(
    from: Option<&str>,
    until: Option<&str>,
    faults: &mut Vec<Fault>,
) -> (Option<i64>, Option<i64>) {
    let mut moment = |name: &str, text: Option<&str>| {
        let text = text.filter(|text| !text.is_empty())?;
        let moment = Moment::parse(text);
        if moment.is_none() {
            let what = "use a day such as `2026-03-01` or a moment such as `2026-03-01T02:00:00Z`";
            faults.push(Fault::argument(name, what));
        }
        moment
    };
    let (from, until) = (moment("from", from), moment("until", until));
    if let (Some(from), Some(until)) = (from, until) {
        if from.is_day() != until.is_day() {
            faults.push(Fault::argument("until", "it is as precise as `from`: a day or a second"));
        } else if from.first > until.last {
            faults.push(Fault::argument("until", "it is before `from`"));
        }
    }
    (from.map(|moment| moment.first), until.map(|moment| moment.last))
}
