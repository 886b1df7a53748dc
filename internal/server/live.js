// Follows the content while it is written: loads the page or its styles again,
// lays the mistakes found over the page.
(function () {
  'use strict';
  var script = document.currentScript;
  var events = new EventSource(script.getAttribute('data-events'));
  var version = script.getAttribute('data-version');
  var lost = false;

  function text(e) { return JSON.parse(e.data); }

  function overlay(problems) {
    var old = document.getElementById('p_live');
    if (old) old.remove();
    if (!problems) return;
    var box = document.createElement('section');
    box.id = 'p_live';
    box.lang = script.getAttribute('data-language');
    box.setAttribute('role', 'alert');
    var title = document.createElement('h2');
    title.textContent = script.getAttribute('data-title');
    var stale = document.createElement('p');
    stale.textContent = script.getAttribute('data-stale');
    var frame = document.createElement('pre');
    frame.tabIndex = 0;
    frame.textContent = problems;
    box.append(title, stale, frame);
    document.body.append(box);
  }

  events.addEventListener('hello', function (e) {
    // The site changed before this page listened, or the server came back.
    if (lost || text(e) !== version) location.reload();
    overlay('');
  });
  events.addEventListener('reload', function () { location.reload(); });
  events.addEventListener('navigate', function (e) {
    var to = '/' + text(e);
    if (location.pathname === to) location.reload();
    else location.assign(to);
  });
  events.addEventListener('styles', function (e) {
    version = text(e);
    document.querySelectorAll('link[rel=stylesheet]').forEach(function (link) {
      link.href = link.href.split('?')[0] + '?' + Date.now();
    });
  });
  events.addEventListener('problems', function (e) { lost = false; overlay(text(e)); });
  events.onerror = function () { lost = true; };
  window.addEventListener('pagehide', function () { events.close(); });
})();
