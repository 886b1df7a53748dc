// French for the peers: lunr's pipeline of lunr-languages, and its stop list for
// MiniSearch, which ships none.
import lunr from 'lunr'
import stemmer from 'lunr-languages/lunr.stemmer.support.js'
import french from 'lunr-languages/lunr.fr.js'

stemmer(lunr)
french(lunr)

/** lunr with its French pipeline. */
export { lunr }

/** Lower case, without accents, ligatures opened. */
export const fold = text =>
  text.toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae').normalize('NFD').replace(/\p{M}/gu, '')

/** Words of a text, as both peers split it: runs of letters and digits. */
export const tokens = text => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)

/** Whether lunr's French stop list holds the word. */
export const isStopWord = word => lunr.fr.stopWordFilter(word.toLowerCase()) === undefined
