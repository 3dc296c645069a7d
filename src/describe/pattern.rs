//! How values are written, as regular expressions.

use crate::model::TABLES;

/// The dates that the calendar has, whole or in part; leap years among them.
pub const DATE: &str = "^(?!0000)([0-9]{4}(-((01|03|05|07|08|10|12)(-(0[1-9]|[12][0-9]|3[01]))?|\
    (04|06|09|11)(-(0[1-9]|[12][0-9]|30))?|02(-(0[1-9]|1[0-9]|2[0-8]))?))?|\
    ([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$";

/// Exact numbers of at most 18 digits.
pub const DECIMAL: &str = "^-?(?!(?:[^0-9]*[0-9]){19})[0-9]+(\\.[0-9]+)?$";

// Those below use only what every dialect of regular expressions has, and no anchors.

/// Partial dates, without a look at how many days a month has.
pub(super) const SIMPLE_DATE: &str = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?";

/// Slugs.
pub(super) const SLUG: &str = "[a-z0-9]+(-[a-z0-9]+)*";

/// Slugs joined by `;`.
pub(super) const SLUGS: &str = "[a-z0-9]+(-[a-z0-9]+)*(;[a-z0-9]+(-[a-z0-9]+)*)*";

/// Codes of ISO 4217.
pub(super) const CURRENCY: &str = "[A-Z]{3}";

/// Addresses. They can have letters beyond ASCII, so that no format `uri` is promised.
pub(super) const URL: &str = "https?://.+";

/// Global ids such as `projects/dakar-reve`.
pub(super) fn id() -> String {
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    format!("({})/{SLUG}", tables.join("|"))
}

/// One of these codes. They are letters, digits, `-` and `_`; a test holds that.
pub(super) fn one_of(codes: &[&str]) -> String {
    format!("({})", codes.join("|"))
}

/// A pattern that the whole of a text must match.
pub(super) fn whole(pattern: &str) -> String {
    format!("^{pattern}$")
}

#[cfg(test)]
mod tests {
    use crate::model::codes::CODE_LISTS;

    #[test]
    fn codes_need_no_escape_in_a_pattern() {
        for code in CODE_LISTS.iter().flat_map(|list| list.codes) {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            assert!(code.code.bytes().all(is_plain), "{}", code.code);
        }
    }
}
