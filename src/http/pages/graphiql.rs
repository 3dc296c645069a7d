//! GraphiQL: what `/graphql` shows to a browser.

use std::sync::Arc;

use poem::{Endpoint, IntoResponse as _, Request, Response};

use super::html::Html;
use super::{Language, Page, assets, wants_page};
use crate::api::parameters::pairs;
use crate::http::State;

/// What the page may load: only what is ours. The editor places each line by an attribute `style`
/// in markup that it writes as text, so attributes are allowed, but neither style elements (see
/// `web/src/style-elements.js`) nor scripts in the page. Its style sheet holds small pictures as
/// `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      style-src-attr 'unsafe-inline'; connect-src 'self'; worker-src 'self'; \
                      img-src 'self' data:; font-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The endpoint that shows GraphiQL to a browser that sends no query, and leaves all else to `door`.
pub(in crate::http) struct OrGraphiQl<E> {
    state: Arc<State>,
    door: E,
}

impl<E> OrGraphiQl<E> {
    /// The page in front of `door`.
    pub(in crate::http) fn new(state: &Arc<State>, door: E) -> Self {
        Self { state: Arc::clone(state), door }
    }
}

impl<E: Endpoint> Endpoint for OrGraphiQl<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if wants_page(&request) && !has_query(&request) {
            return Ok(page(&self.state, &request));
        }
        self.door.call(request).await.map(poem::IntoResponse::into_response)
    }
}

/// Whether the address asks something: by a document, or by the hash of one.
fn has_query(request: &Request) -> bool {
    let pairs = pairs(request.uri().query().unwrap_or_default());
    pairs.iter().any(|(name, _)| matches!(name.as_str(), "query" | "extensions"))
}

fn page(state: &State, request: &Request) -> Response {
    let language = Language::of(request, &state.config);
    let mut page = Page::new(language, "/graphql", "GraphiQL", &state.config.publisher);
    let mut main = Html::default();
    main.raw("<h1 class=\"hidden\">GraphiQL</h1>\n");
    if assets::has("graphiql.js") {
        page.policy = POLICY;
        page.tool = Some("graphiql");
        main.raw("<div id=\"graphiql\">");
        main.raw("<noscript>").html(&without(language, true)).raw("</noscript></div>\n");
    } else {
        main.html(&without(language, false));
    }
    page.answer(&main, state.published.current().as_deref()).into_response()
}

/// What stands in place of the editor: in a browser without scripts, or in a program without it.
fn without(language: Language, is_built: bool) -> Html {
    let mut html = Html::default();
    html.paragraph(match (is_built, language) {
        (true, Language::En) => "GraphiQL, the editor of queries, needs JavaScript.",
        (true, Language::It) => "GraphiQL, l’editor delle interrogazioni, richiede JavaScript.",
        (false, Language::En) => "This program was built without GraphiQL, the editor of queries.",
        (false, Language::It) => {
            "Questo programma è senza GraphiQL, l’editor delle interrogazioni."
        }
    });
    html.paragraph(language.pick(
        "Programs send their queries here, by POST or GET. Without GraphQL:",
        "I programmi inviano qui le interrogazioni, con POST o GET. Senza GraphQL:",
    ));
    html.raw("<ul>\n<li>");
    html.link("/docs", language.pick("Documentation", "Documentazione")).raw("</li>\n<li>");
    html.link("/api", language.pick("All tables as JSON", "Tutte le tabelle in JSON"));
    html.raw("</li>\n<li>");
    html.link("/schema.graphql", language.pick("The GraphQL schema", "Lo schema GraphQL"));
    html.raw("</li>\n</ul>\n");
    html
}
