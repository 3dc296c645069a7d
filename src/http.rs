//! HTTP: every URL on one page.

mod answer;
mod body;
mod cache;
mod catalogue;
mod ckan;
mod client;
mod coding;
mod data_json;
mod documents;
mod facts;
mod files;
mod front;
mod health;
mod history;
mod id;
mod linked;
mod listen;
mod negotiate;
mod oai;
mod outgoing;
mod pages;
mod policy;
mod publish;
mod rate;
mod record;
mod request_id;
mod server;
mod sitemap;
mod socket;
mod target;
mod turn;
mod whole;

use std::sync::{Arc, OnceLock};

use poem::http::header;
use poem::{Endpoint, EndpointExt as _, Request, Response, Route, get};

use crate::about::Service;
use crate::api::{self, Context, parameters};
use crate::catalogue::Catalogue;
use crate::catalogue::shelf::Shelf;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::export::format_kinds;
use crate::files::Files;
use crate::graphql::Door;
use crate::graphql::endpoint::GraphQl;
use crate::image::{Image, Published};
use crate::store::Store;
use answer::{Failed, failed, json};
use front::Front;
use health::Health;
pub use listen::Listener;
use rate::Rate;

/// The moment, in seconds since 1970; given by the caller.
pub type Clock = fn() -> i64;

/// What is done to each catalogue before it is served: nothing, but in measurements.
pub type Change = fn(Catalogue) -> Catalogue;

/// What every URL answers from.
pub struct State {
    config: Config,
    published: Arc<Published>,
    health: Health,
    door: Arc<Door>,
    clock: Clock,
    store: Store,
    service: Arc<Service>,
    files: Arc<Files>,
    catalogues: Shelf,
    documents: documents::Documents,
    ckan: ckan::Made,
    change: Change,
    openapi: OnceLock<String>,
}

/// Every URL.
fn routes(state: &Arc<State>) -> impl Endpoint<Output = Response> + use<> {
    Route::new()
        .at("/", get(plain(state, |state, request| pages::home::or(state, request, index))))
        .at("/api", get(plain(state, index)))
        .at(
            "/api/3/action/:name",
            get(waiting(state, ckan::answer)).post(waiting(state, ckan::answer)),
        )
        .at(
            "/api/action/:name",
            get(waiting(state, ckan::answer)).post(waiting(state, ckan::answer)),
        )
        .at("/api/codelists", get(plain(state, facts::code_lists)))
        .at("/api/codelists/:name", get(plain(state, facts::code_list)))
        .at("/api/changes", get(waiting(state, facts::changes)))
        .at("/api/explain", get(waiting(state, facts::explain)))
        .at("/api/search", get(plain(state, search)))
        .at("/api/:table", get(plain(state, list)))
        .at("/api/:table/groups", get(plain(state, groups)))
        .at("/api/:table/facets", get(plain(state, facets)))
        .at("/api/:table/:slug", get(waiting(state, record::answer)))
        .at("/data.json", get(waiting(state, data_json::answer)))
        .at("/export", get(plain(state, pages::files::answer)))
        .at("/export/changes.ndjson", get(waiting(state, history::changes)))
        .at("/export/deletions.csv", get(waiting(state, history::deletions)))
        .at("/export/:file", get(waiting(state, files::newest)))
        .at("/export/:revision/:file", get(waiting(state, files::of_revision)))
        .at("/graphql", pages::graphiql::OrGraphiQl::new(state, graphql(state)))
        .at("/schema.graphql", get(plain(state, |state, _| Ok(schema(state)))))
        .at("/openapi.json", get(plain(state, |state, _| Ok(openapi(state)))))
        .at("/catalog", get(waiting(state, catalogue::catalogue)))
        .at("/catalog.ttl", get(waiting(state, catalogue::in_form)))
        .at("/catalog.rdf", get(waiting(state, catalogue::in_form)))
        .at("/catalog.xml", get(waiting(state, catalogue::in_form)))
        .at("/catalog.jsonld", get(waiting(state, catalogue::in_form)))
        .at("/dataset", get(plain(state, pages::dataset::all)))
        .at("/dataset/:slug", get(waiting(state, catalogue::dataset)))
        .at("/oai", get(waiting(state, oai::answer)).post(waiting(state, oai::answer)))
        .at("/sitemap.xml", get(waiting(state, sitemap::sitemap)))
        .at("/robots.txt", get(plain(state, |state, _| Ok(sitemap::robots(state)))))
        .at("/docs", get(plain(state, pages::docs::answer)))
        .at("/dictionary", get(plain(state, pages::dictionary::answer)))
        .at("/assets/:name", get(plain(state, |_, request| pages::assets::answer(request))))
        .at("/dictionary.ttl", get(plain(state, linked::vocabulary)))
        .at("/dictionary.rdf", get(plain(state, linked::vocabulary)))
        .at("/dictionary.xml", get(plain(state, linked::vocabulary)))
        .at("/dictionary.jsonld", get(plain(state, linked::vocabulary)))
        .at("/codelist/:name", get(plain(state, linked::code_list)))
        .at("/record/:table/:slug", get(waiting(state, linked::record)))
        .at("/id/codelists/:name", get(plain(state, id::code_list)))
        .at("/id/codelists/:name/:code", get(plain(state, id::code)))
        .at("/id/terms", get(plain(state, |_, request| Ok(id::vocabulary(request)))))
        .at("/id/terms/:table", get(plain(state, id::class)))
        .at("/id/terms/:table/:column", get(plain(state, id::property)))
        .at("/id/:kind/:slug", get(waiting(state, id::of_thing)))
        .at("/health", get(plain(state, |state, _| Ok(health::answer(state)))))
        .at("/health/live", get(plain(state, |_, _| Ok(health::live()))))
        .catch_all_error(failed)
        .map_to_response()
}

type Handler = fn(&Arc<State>, &Request) -> Result<Response>;

/// An endpoint that waits for nothing.
fn plain(state: &Arc<State>, handler: Handler) -> impl Endpoint<Output = Response> + use<> {
    let state = Arc::clone(state);
    poem::endpoint::make_sync(move |request: Request| {
        handler(&state, &request).map_err(|error| poem::Error::from(Failed(error)))
    })
}

/// An endpoint that waits for the store or for files.
fn waiting<A>(
    state: &Arc<State>,
    handler: fn(Arc<State>, Request) -> A,
) -> impl Endpoint<Output = Response> + use<A>
where
    A: Future<Output = Result<Response>> + Send + 'static,
{
    let state = Arc::clone(state);
    poem::endpoint::make(move |request: Request| {
        let answer = handler(Arc::clone(&state), request);
        async { answer.await.map_err(|error| poem::Error::from(Failed(error))) }
    })
}

impl State {
    /// The image of the newest revision, which the caller keeps to its end.
    ///
    /// # Errors
    ///
    /// [`Error::NotReady`] before the first one is loaded.
    pub fn image(&self) -> Result<Arc<Image>> {
        self.published.current().ok_or(Error::NotReady)
    }

    fn context<'a>(&'a self, image: &'a Image) -> Context<'a> {
        Context { image, config: &self.config }
    }
}

fn parts(request: &Request) -> Vec<(String, String)> {
    parameters::pairs(request.uri().query().unwrap_or_default())
}

fn index(state: &Arc<State>, _: &Request) -> Result<Response> {
    let image = state.image()?;
    Ok(json(&image, api::index(state.context(&image), &state.service)))
}

fn list(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let table = api::table(request.raw_path_param("table").unwrap_or_default())?;
    let list = api::list(state.context(&image), table, &parts(request))?;
    Ok(page(&image, list))
}

/// A page of a list, with the address of the next one.
fn page(image: &Arc<Image>, list: api::List) -> Response {
    let links = list.header(&format_kinds());
    let mut response = json(image, list.body);
    if !links.is_empty() {
        answer::set(&mut response, header::LINK, &links);
    }
    response
}

fn groups(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let table = api::table(request.raw_path_param("table").unwrap_or_default())?;
    Ok(page(&image, api::groups::groups(state.context(&image), table, &parts(request))?))
}

fn facets(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let table = api::table(request.raw_path_param("table").unwrap_or_default())?;
    Ok(json(&image, api::groups::facets(state.context(&image), table, &parts(request))?))
}

fn search(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let list = api::search::search(state.context(&image), &parts(request))?;
    Ok(page(&image, list))
}

fn graphql(state: &State) -> GraphQl {
    GraphQl::new(Arc::clone(&state.door), Arc::clone(&state.published))
}

fn schema(state: &State) -> Response {
    Response::builder().content_type("application/graphql; charset=utf-8").body(state.door.sdl())
}

fn openapi(state: &State) -> Response {
    // The same for as long as the server runs.
    let document =
        state.openapi.get_or_init(|| api::openapi::document(&state.config.limits, &format_kinds()));
    Response::builder().content_type("application/json").body(document.clone())
}

/// Serves the newest revision of a store until the process is told to end. `ready` is called once
/// the first image answers, or the store is known to be empty.
///
/// # Errors
///
/// Those of the store, if the newest revision cannot be loaded.
pub async fn serve(
    config: Config,
    store: Store,
    listener: Listener,
    clock: Clock,
    ready: impl FnOnce(&str),
) -> Result<()> {
    serve_changed(config, store, listener, clock, |catalogue| catalogue, ready).await
}

/// The same with other catalogues, for measurements.
///
/// # Errors
///
/// Those of [`serve`].
pub async fn serve_changed(
    config: Config,
    store: Store,
    listener: Listener,
    clock: Clock,
    change: Change,
    ready: impl FnOnce(&str),
) -> Result<()> {
    let memory = Arc::new(store.clone());
    let service = Arc::new(Service::of(&config, format_kinds()));
    let door = Arc::new(Door::serving(Service::clone(&service), &config.limits, Some(memory))?);
    let rate = Rate::new(&config.limits);
    let (published, health) = (Arc::new(Published::default()), Health::default());
    let files = Arc::new(Files::new(&config, Arc::clone(&service), clock));
    let (openapi, of_state) = (OnceLock::new(), store.clone());
    let state = Arc::new(State {
        config,
        published,
        health,
        door,
        clock,
        store: of_state,
        service,
        files,
        catalogues: Shelf::default(),
        documents: documents::Documents::default(),
        ckan: ckan::Made::default(),
        change,
        openapi,
    });
    publish::load_newest(&state, &store).await?;
    let keeper = tokio::spawn(publish::keep_files(Arc::clone(&state), store.clone()));
    let cataloguer = tokio::spawn(publish::keep_catalogue(Arc::clone(&state)));
    let follower = tokio::spawn(publish::follow(Arc::clone(&state), store));
    let sweeper = rate.clone().map(|rate| tokio::spawn(rate.sweep()));
    let front = Front::new(routes(&state), state, rate);
    ready(&listener.address());
    server::run(listener, front, listen::told_to_end()).await;
    follower.abort();
    keeper.abort();
    cataloguer.abort();
    if let Some(sweeper) = sweeper {
        sweeper.abort();
    }
    Ok(())
}
