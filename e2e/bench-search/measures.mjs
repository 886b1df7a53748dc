// Measures over ranked ids and graded answers. The Go test of internal/search
// uses the same definitions, so the figures compare.

const gain = grade => 2 ** grade - 1

/** NDCG@10 with exponential gain and log2 discount (Burges et al., 2005). */
export function ndcg(ids, grades) {
  const discounted = list => list.slice(0, 10).reduce((sum, grade, i) => sum + gain(grade) / Math.log2(i + 2), 0)
  const ideal = discounted(Object.values(grades).sort((a, b) => b - a))
  return discounted(ids.map(id => grades[id] ?? 0)) / ideal
}

/** 1 when the first result is one of the best graded, else 0. */
export const hit = (ids, grades) => (grades[ids[0]] === best(grades) ? 1 : 0)

/** 1 over the rank of the first best graded result among ten, else 0. */
export function reciprocal(ids, grades) {
  const at = ids.slice(0, 10).findIndex(id => grades[id] === best(grades))
  return at < 0 ? 0 : 1 / (at + 1)
}

const best = grades => Math.max(...Object.values(grades))

/** Means of the three measures over runs of {ids, grades}. */
export function means(runs) {
  const mean = f => runs.reduce((sum, r) => sum + f(r.ids, r.grades), 0) / runs.length
  return { hit: mean(hit), mrr: mean(reciprocal), ndcg: mean(ndcg), none: runs.filter(r => r.ids.length === 0).length }
}
