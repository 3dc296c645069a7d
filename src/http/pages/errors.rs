//! The words about the errors that a request can meet. A test holds them against `src/error.rs`.

/// Code, status, and what it means in English and Italian.
pub(super) const ERRORS: &[(&str, &str, &str, &str)] = &[
    (
        "NOT_FOUND",
        "404",
        "There is no such table, record or file.",
        "La tabella, la riga o il file non c’è.",
    ),
    (
        "ARGUMENT_INVALID",
        "400",
        "A parameter cannot be understood; the sentence names it.",
        "Un parametro non si capisce; la frase lo nomina.",
    ),
    (
        "CURSOR_INVALID",
        "400",
        "The cursor was made by another list, filter or order.",
        "Il cursore viene da un altro elenco, filtro o ordine.",
    ),
    (
        "LIMIT_EXCEEDED",
        "400",
        "The request asks for more than a limit allows; the hint says what to do instead.",
        "La richiesta supera un limite; il suggerimento dice che cosa fare.",
    ),
    (
        "QUERY_INVALID",
        "400",
        "The GraphQL document or its variables cannot be understood.",
        "Il documento GraphQL o le sue variabili non si capiscono.",
    ),
    (
        "REQUEST_INVALID",
        "4xx",
        "The HTTP request is wrong: its address, method, media type or size.",
        "La richiesta HTTP è sbagliata: indirizzo, metodo, tipo o dimensione.",
    ),
    (
        "GONE",
        "410",
        "The record was removed; the sentence says in which revision.",
        "La riga è stata tolta; la frase dice in quale revisione.",
    ),
    (
        "RATE_LIMITED",
        "429",
        "Too many requests have come from this address; `Retry-After` says how long to wait.",
        "Troppe richieste da questo indirizzo; `Retry-After` dice quanto attendere.",
    ),
    (
        "TIME_EXCEEDED",
        "503",
        "The answer took too long. Ask for less, or take the file.",
        "La risposta ha richiesto troppo tempo. Chiedere meno, o prendere il file.",
    ),
    (
        "SERVER_BUSY",
        "503",
        "There are too many connections, in all or from this address.",
        "Ci sono troppe connessioni, in tutto o da questo indirizzo.",
    ),
    (
        "PERSISTED_QUERY_NOT_FOUND",
        "400",
        "The hash names no GraphQL document that is kept: send the document with it once.",
        "L’impronta non corrisponde a un documento GraphQL noto: inviarli insieme una volta.",
    ),
    (
        "NOT_READY",
        "503",
        "No data has been published yet. Try again later.",
        "Non è ancora stato pubblicato alcun dato. Riprovare più tardi.",
    ),
    (
        "STORE_UNAVAILABLE",
        "503",
        "The store cannot be reached. Lists and files go on; history does not.",
        "L’archivio non è raggiungibile. Elenchi e file funzionano, la storia no.",
    ),
    ("STORE_BUSY", "503", "Another import is running.", "È in corso un’altra importazione."),
    ("INTERNAL", "500", "A fault of the server.", "Un errore del server."),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes of the command line, which no request meets.
    const OTHERS: &[&str] = &[
        "SETTING_INVALID",
        "USAGE",
        "FILE_UNAVAILABLE",
        "STORE_NEWER",
        "IMPORT_REFUSED",
        "LISTEN_FAILED",
    ];

    #[test]
    fn every_code_of_an_error_is_told() {
        let source = include_str!("../../error.rs");
        let codes = source.split("=> \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
        for code in codes.filter(|code| {
            !code.is_empty() && code.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        }) {
            let is_told = ERRORS.iter().any(|(known, ..)| *known == code);
            assert!(is_told || OTHERS.contains(&code), "`{code}` is not told in the page /docs");
        }
    }
}
