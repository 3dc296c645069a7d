//! The broken inputs, and the small data set that they are imported over.

/// A folder in which something is wrong.
pub(crate) struct Case {
    /// What is wrong.
    pub(crate) name: &'static str,
    /// Its files.
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    /// Its folders.
    pub(crate) folders: Vec<&'static str>,
    /// What the report must say.
    pub(crate) report: Vec<&'static str>,
}

/// What is in the store before.
pub(crate) fn base() -> [(&'static str, &'static str); 6] {
    [
        ("countries.csv", "slug,name_it,iso2,iso3\nit,Italia,IT,ITA\nke,Kenya,KE,KEN\n"),
        ("cities.csv", "slug,name_it,kind,country\nmilan,Milano,city,it\n"),
        ("projects.csv", "slug,title_it,parent\nschool,Scuola,water\nwater,Acqua,\n"),
        ("project_countries.csv", "project,country,basis\nwater,ke,stated\n"),
        ("sources.csv", "slug,title_it\npage,Pagina\n"),
        ("citations.csv", "slug,basis,subject,source\nfirst,stated,projects/water,page\n"),
    ]
}

/// A case of one file.
fn case(
    name: &'static str,
    file: &'static str,
    content: impl Into<Vec<u8>>,
    report: &[&'static str],
) -> Case {
    Case { name, files: vec![(file, content.into())], folders: Vec::new(), report: report.to_vec() }
}

/// A case of `projects.csv` with these lines behind `slug,title_it,status,starts_on,url,parent`
/// and a row that is right.
fn projects(name: &'static str, lines: &str, report: &[&'static str]) -> Case {
    let header = "slug,title_it,status,starts_on,url,parent\nwater,Acqua,,,,\n";
    case(name, "projects.csv", format!("{header}{lines}"), report)
}

fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = mark.then_some(0xfeff);
    mark.into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// A text of 100 MB in a cell.
fn endless(before: &str, after: &str) -> Vec<u8> {
    let mut content = before.as_bytes().to_vec();
    content.resize(before.len() + 100_000_000, b'x');
    content.extend(after.as_bytes());
    content
}

/// All broken inputs.
pub(crate) fn cases() -> Vec<Case> {
    [encodings(), headers(), forms(), values(), links(), files(), vec![everything()]]
        .into_iter()
        .flatten()
        .collect()
}

fn encodings() -> Vec<Case> {
    const PLAIN: &str = "slug,title_it\nwater,Acqua\n";
    let encoded =
        |name, content| case(name, "projects.csv", content, &["projects.csv ENCODING_INVALID"]);
    vec![
        case(
            "Latin-1 in a row",
            "projects.csv",
            b"slug,title_it\nwater,Acqua\ncity,Citt\xe0\n",
            &["projects.csv:3 title_it ENCODING_INVALID"],
        ),
        encoded("Latin-1 in the header", b"slug,title_it,citt\xe0\nwater,Acqua,\n".to_vec()),
        encoded("UTF-16 little-endian", utf16(PLAIN, true, u16::to_le_bytes)),
        encoded("UTF-16 big-endian", utf16(PLAIN, true, u16::to_be_bytes)),
        encoded("UTF-16 little-endian, no mark", utf16(PLAIN, false, u16::to_le_bytes)),
        encoded("UTF-16 big-endian, no mark", utf16(PLAIN, false, u16::to_be_bytes)),
        case(
            "half a character at the end",
            "projects.csv",
            b"slug,title_it\nwater,Acqua\ncity,Citt\xc3",
            &["projects.csv:3 title_it ENCODING_INVALID"],
        ),
    ]
}

fn headers() -> Vec<Case> {
    let header =
        |name, content: &str, report: &[&'static str]| case(name, "projects.csv", content, report);
    vec![
        header(
            "missing column",
            "slug,status\nwater,2\n",
            &["projects.csv:1 title_it COLUMN_MISSING"],
        ),
        header("missing slug", "title_it\nAcqua\n", &["projects.csv:1 slug COLUMN_MISSING"]),
        header(
            "unknown column",
            "slug,title_it,colour\nwater,Acqua,blue\n",
            &["projects.csv:1 colour COLUMN_UNKNOWN"],
        ),
        header(
            "no language tag",
            "slug,title_it,title_italiano\nwater,Acqua,Acqua\n",
            &["projects.csv:1 title_italiano COLUMN_UNKNOWN"],
        ),
        header(
            "column twice",
            "slug,title_it,status,status\nwater,Acqua,2,4\n",
            &["projects.csv:1 status COLUMN_TWICE"],
        ),
        case(
            "half a point",
            "cities.csv",
            "slug,name_it,kind,country,point_latitude\nmilan,Milano,city,it,45\n",
            &["cities.csv:1 point_longitude COLUMN_MISSING"],
        ),
        case(
            "a link without its end",
            "project_countries.csv",
            "project,basis\nwater,stated\n",
            &["project_countries.csv:1 country COLUMN_MISSING"],
        ),
        case(
            "a role that the link does not have",
            "project_countries.csv",
            "project,country,role\nwater,ke,1\n",
            &["project_countries.csv:1 role COLUMN_UNKNOWN"],
        ),
        case("empty file", "projects.csv", "", &["projects.csv FILE_EMPTY"]),
        case("blank lines only", "projects.csv", "\n\r\n\n", &["projects.csv FILE_EMPTY"]),
        case("a mark only", "projects.csv", "\u{feff}", &["projects.csv FILE_EMPTY"]),
        case(
            "header only, while others are linked to the records",
            "projects.csv",
            "slug,title_it\n",
            &["projects.csv slug LINK_BROKEN"],
        ),
    ]
}

fn forms() -> Vec<Case> {
    let row = |name, line, report| projects(name, line, &[report]);
    vec![
        row("extra cells", "new,Nuovo,,,,,extra\n", "projects.csv:3 CELL_COUNT"),
        row("missing cells", "new,Nuovo\n", "projects.csv:3 CELL_COUNT"),
        row(
            "quote in a plain cell",
            "new,the \"big\" one,,,,\n",
            "projects.csv:3 title_it QUOTING_INVALID",
        ),
        row(
            "text behind a quote",
            "new,\"the\" one,,,,\n",
            "projects.csv:3 title_it QUOTING_INVALID",
        ),
        row(
            "quote never closed",
            "new,\"the one,,,,\nnext,Altro,,,,\n",
            "projects.csv:3 title_it QUOTING_INVALID",
        ),
        row(
            "a carriage return between quotes",
            "new,\"one\"\r\"two\",,,,\n",
            "projects.csv:3 title_it QUOTING_INVALID",
        ),
        row(
            "a line in a cell before it",
            "new,\"one\ntwo\",,,,\nlast,,,,,\n",
            "projects.csv:5 title_it VALUE_MISSING",
        ),
        case(
            "a cell of 100 MB",
            "projects.csv",
            endless("slug,title_it\nwater,Acqua\nlong,\"", "\"\nlast,Ultimo\n"),
            &["projects.csv:3 title_it CELL_TOO_LONG"],
        ),
        case(
            "a plain cell of 100 MB",
            "projects.csv",
            endless("slug,title_it\nwater,Acqua\nlong,", "\nlast,Ultimo\n"),
            &["projects.csv:3 title_it CELL_TOO_LONG"],
        ),
        case(
            "a row of a million cells",
            "projects.csv",
            format!("slug,title_it\nwater,Acqua\nwide,{}\n", ",".repeat(1_000_000)),
            &["projects.csv:3 CELL_COUNT"],
        ),
        case(
            "a header of a million cells",
            "projects.csv",
            format!("slug,title_it{}\nwater,Acqua\n", ",".repeat(1_000_000)),
            &["projects.csv CELL_COUNT"],
        ),
        case(
            "a header of 100 MB",
            "projects.csv",
            endless("slug,title_it,", "\nwater,Acqua\n"),
            &["projects.csv CELL_TOO_LONG"],
        ),
    ]
}

fn values() -> Vec<Case> {
    let row = |name, line, report| projects(name, line, &[report]);
    let budget = |name, amount: &str, report| {
        let content = format!("slug,kind,amount,amount_currency,project\nb,total,{amount},water\n");
        case(name, "budgets.csv", content, &[report])
    };
    let city = |name, point: &str, report| {
        let header = "slug,name_it,kind,country,point_latitude,point_longitude";
        case(name, "cities.csv", format!("{header}\nmilan,Milano,city,it,{point}\n"), &[report])
    };
    let mission = |name, officials: &str, report| {
        let content =
            format!("slug,title_it,direction,officials\nm,Missione,outbound,{officials}\n");
        case(name, "missions.csv", content, &[report])
    };
    vec![
        row("missing value", "new,,,,,\n", "projects.csv:3 title_it VALUE_MISSING"),
        row("missing slug", ",Nuovo,,,,\n", "projects.csv:3 slug VALUE_MISSING"),
        row("bad slug", "New_One,Nuovo,,,,\n", "projects.csv:3 slug VALUE_INVALID"),
        row("reserved slug", "groups,Gruppi,,,,\n", "projects.csv:3 slug VALUE_INVALID"),
        row("reserved slug too", "facets,Lati,,,,\n", "projects.csv:3 slug VALUE_INVALID"),
        row("bad code", "new,Nuovo,9,,,\n", "projects.csv:3 status CODE_UNKNOWN"),
        row("label for a code", "new,Nuovo,Closed,,,\n", "projects.csv:3 status CODE_UNKNOWN"),
        row("bad date", "new,Nuovo,,01/09/2018,,\n", "projects.csv:3 starts_on VALUE_INVALID"),
        row(
            "impossible date",
            "new,Nuovo,,2019-02-29,,\n",
            "projects.csv:3 starts_on VALUE_INVALID",
        ),
        row("bad address", "new,Nuovo,,,www.example.org,\n", "projects.csv:3 url VALUE_INVALID"),
        row(
            "dangerous address",
            "new,Nuovo,,,javascript:alert(1),\n",
            "projects.csv:3 url VALUE_INVALID",
        ),
        row(
            "control character",
            "new,Nuo\x07vo,,,,\n",
            "projects.csv:3 title_it CONTROL_CHARACTER",
        ),
        row(
            "control character of two bytes",
            "new,Nuo\u{85}vo,,,,\n",
            "projects.csv:3 title_it CONTROL_CHARACTER",
        ),
        row("NUL", "new,Nuo\0vo,,,,\n", "projects.csv:3 title_it CONTROL_CHARACTER"),
        row(
            "lone carriage return",
            "new,Nuo\rvo,,,,\n",
            "projects.csv:3 title_it CONTROL_CHARACTER",
        ),
        row("formula", "new,=1+1,,,,\n", "projects.csv:3 title_it FORMULA"),
        row("formula with @", "new,@SUM(A1),,,,\n", "projects.csv:3 title_it FORMULA"),
        row("formula with +", "new,+A1,,,,\n", "projects.csv:3 title_it FORMULA"),
        row("formula with -", "new,-A1,,,,\n", "projects.csv:3 title_it FORMULA"),
        row("formula behind a tab", "new,\"\t=1\",,,,\n", "projects.csv:3 title_it FORMULA"),
        row("formula behind a space", "new, =1+1,,,,\n", "projects.csv:3 title_it FORMULA"),
        mission("bad whole number", "two", "missions.csv:2 officials VALUE_INVALID"),
        mission("whole number with decimals", "2.0", "missions.csv:2 officials VALUE_INVALID"),
        mission("number too great", "99999999999", "missions.csv:2 officials VALUE_INVALID"),
        budget("thousands separator", "\"1,000\",EUR", "budgets.csv:2 amount VALUE_INVALID"),
        budget("bad currency", "1000,EURO", "budgets.csv:2 amount_currency VALUE_INVALID"),
        budget("amount without currency", "1000,", "budgets.csv:2 amount_currency HALF_MISSING"),
        budget("currency without amount", ",EUR", "budgets.csv:2 amount HALF_MISSING"),
        budget("no amount", ",", "budgets.csv:2 amount VALUE_MISSING"),
        city("bad latitude", "91,9", "cities.csv:2 point_latitude VALUE_INVALID"),
        city("bad longitude", "45,181", "cities.csv:2 point_longitude VALUE_INVALID"),
        city(
            "longitude that is no number",
            "45,east",
            "cities.csv:2 point_longitude VALUE_INVALID",
        ),
        city("half a point", "45,", "cities.csv:2 point_longitude HALF_MISSING"),
    ]
}

fn links() -> Vec<Case> {
    let row = |name, line, report| projects(name, line, &[report]);
    let pair = |name, lines: &str, report| {
        let content = format!("project,country,basis\nwater,ke,stated\n{lines}");
        case(name, "project_countries.csv", content, &[report])
    };
    let citation = |name, subject: &str, report| {
        let content = format!("slug,basis,subject,source\nfirst,stated,{subject},page\n");
        case(name, "citations.csv", content, &[report])
    };
    vec![
        row("unknown target", "new,Nuovo,,,,none\n", "projects.csv:3 parent LINK_UNKNOWN"),
        row("link to itself", "new,Nuovo,,,,new\n", "projects.csv:3 parent LINK_SELF"),
        row("slug twice", "new,Nuovo,,,,\nnew,Altro,,,,\n", "projects.csv:4 slug SLUG_TWICE"),
        pair(
            "unknown country",
            "water,xx,stated\n",
            "project_countries.csv:3 country LINK_UNKNOWN",
        ),
        pair("unknown project", "none,ke,stated\n", "project_countries.csv:3 project LINK_UNKNOWN"),
        pair(
            "country without value",
            "water,,stated\n",
            "project_countries.csv:3 country VALUE_MISSING",
        ),
        pair("bad basis", "water,it,guessed\n", "project_countries.csv:3 basis CODE_UNKNOWN"),
        pair("pair twice", "water,ke,editorial\n", "project_countries.csv:3 country PAIR_TWICE"),
        citation("subject without table", "water", "citations.csv:2 subject LINK_UNKNOWN"),
        citation(
            "subject of an unknown table",
            "works/water",
            "citations.csv:2 subject LINK_UNKNOWN",
        ),
        citation("unknown subject", "projects/none", "citations.csv:2 subject LINK_UNKNOWN"),
        citation("itself as subject", "citations/first", "citations.csv:2 subject LINK_SELF"),
        citation("no subject", "", "citations.csv:2 subject VALUE_MISSING"),
    ]
}

fn files() -> Vec<Case> {
    // What is wrong with a file is not said again of all that is linked to its records.
    let linked = |name, projects: &str, report: &[&'static str]| {
        let mut case = case(name, "projects.csv", projects, report);
        case.files.push(("project_countries.csv", b"project,country\nwater,ke\nnew,ke\n".to_vec()));
        case
    };
    vec![
        Case {
            name: "a folder in place of a file",
            files: Vec::new(),
            folders: vec!["projects.csv"],
            report: vec!["projects.csv FILE_UNREADABLE"],
        },
        case("unknown file", "project.csv", "slug,title_it\n", &["project.csv FILE_UNKNOWN"]),
        case("upper case", "Projects.csv", "slug,title_it\n", &["Projects.csv FILE_UNKNOWN"]),
        linked(
            "extra cells, while others are linked",
            "slug,title_it\nnew,Nuovo,,\nwater,Acqua,,\n",
            &["projects.csv:2 CELL_COUNT", "projects.csv:3 CELL_COUNT"],
        ),
        linked(
            "unknown column, while others are linked",
            "slug,title_it,name\nnew,Nuovo,\n",
            &["projects.csv:1 name COLUMN_UNKNOWN"],
        ),
        linked(
            "quote never closed, while others are linked",
            "slug,title_it\nnew,\"Nuovo\nwater,Acqua\n",
            &["projects.csv:2 title_it QUOTING_INVALID"],
        ),
    ]
}

/// Much at once: the report must not stop at the first problem.
fn everything() -> Case {
    let mut case = projects(
        "much at once",
        "New,,9,2018-13,ftp://x,\nnew,=1,,,,none\nnew,Altro\nlast,\"x\"y,,,,\n",
        &[
            "project.csv FILE_UNKNOWN",
            "projects.csv:3 slug VALUE_INVALID",
            "projects.csv:3 title_it VALUE_MISSING",
            "projects.csv:3 status CODE_UNKNOWN",
            "projects.csv:3 starts_on VALUE_INVALID",
            "projects.csv:3 url VALUE_INVALID",
            "projects.csv:4 title_it FORMULA",
            "projects.csv:4 parent LINK_UNKNOWN",
            "projects.csv:5 CELL_COUNT",
            "projects.csv:6 title_it QUOTING_INVALID",
            "project_countries.csv:2 country LINK_UNKNOWN",
        ],
    );
    case.files.push(("project.csv", Vec::new()));
    case.files.push(("project_countries.csv", b"project,country\nwater,xx\n".to_vec()));
    case
}
