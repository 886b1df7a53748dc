// The two installed browsers, with no network and the origin rules a reader's browser has.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";

function installed(...candidates) {
  const found = candidates.find((c) => c && existsSync(c));
  if (!found) throw new Error(`no browser at ${candidates.filter(Boolean).join(", ")}: run e2e/setup.sh`);
  return found;
}

// How long one step may take: a machine that does other things at once is slow, not wrong.
export const patience = 300_000;

async function launch(options) {
  const browser = await puppeteer.launch({ ...options, timeout: patience, protocolTimeout: patience });
  const open = browser.newPage.bind(browser);
  browser.newPage = async (...args) => {
    const page = await open(...args);
    page.setDefaultTimeout(patience);
    return page;
  };
  return browser;
}

// Nothing listens on the discard port: every address but file:// is refused at once.
const closed = { host: "127.0.0.1", port: 9 };

// Chromium without the driver's default flags, so that file:// keeps its opaque origins.
// loopback lets it reach a server of the test, and nothing else.
export function launchChromium({ loopback = false } = {}) {
  return launch({
    browser: "chrome",
    executablePath: installed(process.env.CHROMIUM, "/usr/bin/chromium"),
    ignoreDefaultArgs: true,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--no-first-run", "--no-default-browser-check", "--disable-default-apps", "--disable-extensions",
      "--disable-dev-shm-usage", "--password-store=basic", "--lang=fr",
      // A renderer kept from page to page, no page kept behind: a third less work, the same rules.
      "--renderer-process-limit=2", "--disable-features=BackForwardCache,PaintHolding,RenderDocument,SpareRendererForSitePerProcess",
      "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
      `--proxy-server=${closed.host}:${closed.port}`, `--proxy-bypass-list=${loopback ? "127.0.0.1" : "<-loopback>"}`,
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
    ],
    defaultViewport: { width: 1366, height: 768 },
  });
}

// The remote agent relaxes the origin rule of file://: put it back, or the proof proves nothing.
export function launchFirefox({ loopback = false } = {}) {
  return launch({
    browser: "firefox",
    executablePath: installed(process.env.FIREFOX, "/usr/bin/firefox-esr"),
    // A window without bars, which would be laid out and painted anew for each page: half of the work. Not in Chromium, where
    // Tab then goes from the last stop of a page to its first.
    args: ["--kiosk"],
    extraPrefsFirefox: {
      "security.fileuri.strict_origin_policy": true,
      "remote.prefs.recommended": false,
      "network.proxy.type": 1,
      "network.proxy.http": closed.host, "network.proxy.http_port": closed.port,
      "network.proxy.ssl": closed.host, "network.proxy.ssl_port": closed.port,
      "network.proxy.socks": closed.host, "network.proxy.socks_port": closed.port,
      "network.proxy.no_proxies_on": loopback ? "127.0.0.1" : "",
      "network.proxy.allow_hijacking_localhost": !loopback,
      "network.dns.disabled": true,
      "app.update.disabledForTesting": true,
      "app.normandy.enabled": false,
      // No history, no page kept behind: a quarter less work for each page.
      "browser.sessionhistory.max_total_viewers": 0,
      "browser.sessionstore.resume_from_crash": false,
      "places.history.enabled": false,
      "accessibility.force_disabled": 1,
      // Nothing looks over each page to offer its own reading of it, nothing is kept ready for a tab to come.
      "reader.parse-on-load.enabled": false,
      "browser.translations.enable": false,
      "browser.newtab.preload": false,
      "dom.ipc.processPrelaunch.enabled": false,
      "browser.aboutwelcome.enabled": false,
      "browser.safebrowsing.malware.enabled": false,
      "browser.safebrowsing.phishing.enabled": false,
      "browser.shell.checkDefaultBrowser": false,
      "browser.startup.homepage": "about:blank",
      "browser.startup.page": 0,
      "datareporting.policy.dataSubmissionEnabled": false,
      "intl.accept_languages": "fr",
      "toolkit.telemetry.enabled": false,
      "services.settings.server": "data:,",
    },
    defaultViewport: null,
  });
}

export const browsers = { chromium: launchChromium, firefox: launchFirefox };

// Runs work(page, item) over the items in `tabs` tabs at once; prepare(page) once for each tab.
export async function inTabs(browser, tabs, items, work, prepare = async () => {}) {
  const queue = items.slice();
  const tab = async () => {
    const page = await browser.newPage();
    await prepare(page);
    while (queue.length > 0) await work(page, queue.shift());
    await page.close();
  };
  await Promise.all(Array.from({ length: Math.min(tabs, items.length) }, tab));
}

// What a page itself can tell, in both engines: refused by its policy, or not found.
function listen() {
  const seen = (window.__seen = []);
  document.addEventListener("securitypolicyviolation", (e) => {
    seen.push(`policy ${e.effectiveDirective} refused ${e.blockedURI || "inline"} ${e.sample}`);
  });
  window.addEventListener("error", (e) => {
    const t = e.target;
    if (t && t.tagName) seen.push(`missing resource <${t.tagName.toLowerCase()}> ${t.src || t.href || ""}`);
    else seen.push(`script error ${e.message}`);
  }, true);
  window.addEventListener("unhandledrejection", (e) => seen.push(`unhandled rejection ${e.reason}`));
}

// Prepares a tab to report everything a page does wrong while it loads.
// The returned function opens an address and gives the faults, as texts.
export async function watch(page, root) {
  let faults = [];
  const inside = (url) => url.startsWith(root) || url.startsWith("data:") || url === "about:blank";
  page.on("console", (m) => {
    if (["error", "warn", "warning"].includes(m.type())) faults.push(`console ${m.type()}: ${m.text()}`);
  });
  page.on("pageerror", (e) => faults.push(`script error ${e.message}`));
  page.on("request", (r) => inside(r.url()) || faults.push(`request outside the folder: ${r.url()}`));
  page.on("requestfailed", (r) => faults.push(`request failed: ${r.url()}`));
  await page.evaluateOnNewDocument(listen);
  return async (url) => {
    faults = [];
    await page.goto(url, { waitUntil: "load" });
    // One more turn of the loop: what scripts ask for at load has then been asked.
    const said = await page.evaluate(() => new Promise((done) => setTimeout(() => {
      const entries = performance.getEntriesByType("resource").map((e) => e.name);
      done({ seen: window.__seen || ["no listener in this page"], entries, href: location.href });
    }, 20)));
    for (const name of said.entries) if (!inside(name)) faults.push(`request outside the folder: ${name}`);
    if (decodeURI(said.href.split("#")[0]) !== decodeURI(url.split("#")[0])) faults.push(`moved to ${said.href}`);
    return [...new Set([...faults, ...said.seen])];
  };
}
