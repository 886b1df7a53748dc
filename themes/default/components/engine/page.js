// What the script of every page, search/search.js, lends to this one.
export const { asked, input, load, root, shows, single, stateOf, url } = self.planblancSearch;
