//! The parts of a workbook that are nearly the same in each: which parts there are, how cells look,
//! what is said of the file.

use super::about::title;
use super::cells;
use super::sheet::range;
use crate::export::archive::Entry;
use crate::export::subject::Subject;
use crate::model::value::{format_instant, parse_instant};

/// The sheet of the lines.
pub(super) const DATA: &str = "xl/worksheets/sheet1.xml";
/// The sheet that says what they are.
pub(super) const ABOUT: &str = "xl/worksheets/sheet2.xml";

/// The style of headings.
pub(super) const BOLD: u8 = 1;
/// The style of days.
pub(super) const DATE: u8 = 2;
/// The style of moments.
pub(super) const MOMENT: u8 = 3;
/// The style of texts that stay texts when somebody edits them.
pub(super) const QUOTED: u8 = 4;

/// The most characters of the name of a sheet.
const NAME: usize = 31;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\
<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet2.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
</Types>";

const PACKAGE: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties\" Target=\"docProps/app.xml\"/>\
</Relationships>";

const WORKBOOK: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
</Relationships>";

/// In the order of [`BOLD`], [`DATE`], [`MOMENT`], [`QUOTED`], behind cells without a style.
const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>\
<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
<fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"5\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" quotePrefix=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>\
</styleSheet>";

const APP: &str = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
<Application>OpenCoop</Application></Properties>";

/// All parts but the two sheets.
pub(super) fn entries(subject: &Subject, lines: u64) -> Vec<Entry> {
    let part = |name: &str, text: &str| Entry::of(name, format!("{XML}{text}"));
    vec![
        part("[Content_Types].xml", TYPES),
        part("_rels/.rels", PACKAGE),
        part("docProps/app.xml", APP),
        part("docProps/core.xml", &core(subject)),
        part("xl/workbook.xml", &workbook(subject, lines)),
        part("xl/_rels/workbook.xml.rels", WORKBOOK),
        part("xl/styles.xml", STYLES),
    ]
}

fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    cells::text(text, &mut out);
    // A text with some of its letters written in another way.
    String::from_utf8(out).unwrap_or_default().replace('"', "&quot;")
}

/// The sheets by name, and the lines that the filter of the header is of.
fn workbook(subject: &Subject, lines: u64) -> String {
    let data: String = subject.name.chars().take(NAME).collect();
    let range = absolute(&range(subject.plan.fields.len(), lines));
    format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
         <bookViews><workbookView activeTab=\"0\"/></bookViews><sheets>\
         <sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/>\
         <sheet name=\"{}\" sheetId=\"2\" r:id=\"rId2\"/></sheets><definedNames>\
         <definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">\
         '{}'!{range}</definedName></definedNames></workbook>",
        escaped(&data),
        escaped(title(subject)),
        escaped(&data),
    )
}

/// `A1:C9` becomes `$A$1:$C$9`.
fn absolute(range: &str) -> String {
    let mut out = String::with_capacity(range.len() + 4);
    let mut was = ':';
    for sign in range.chars() {
        if sign != ':' && was.is_ascii_digit() != sign.is_ascii_digit() || was == ':' {
            out.push('$');
        }
        out.push(sign);
        was = sign;
    }
    out
}

/// Title, publisher and moment of the file.
fn core(subject: &Subject) -> String {
    let instant = &subject.image.revision.published_at;
    let instant = parse_instant(instant).map_or_else(|_| String::new(), format_instant);
    let when = |name: &str| {
        format!("<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{instant}</dcterms:{name}>")
    };
    format!(
        "<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>\
         <dc:creator>{}</dc:creator><dc:description>{}</dc:description>{}{}</cp:coreProperties>",
        escaped(&subject.name),
        escaped(&subject.service.publisher),
        escaped(&subject.service.licence),
        when("created"),
        when("modified"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_made_absolute() {
        assert_eq!(absolute("A1:AB1048576"), "$A$1:$AB$1048576");
    }
}
