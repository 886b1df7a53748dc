package search_test

import (
	"cmp"
	"math"
	"slices"
	"testing"
)

// run is a query with its graded answers and what an engine ranked, best first.
type run struct {
	ids    []string
	grades map[string]int
}

// measures are means over runs; e2e/bench-search/measures.mjs has the same.
type measures struct {
	// Hit is the share of queries whose first result is of the best grade, MRR
	// the mean of 1 over the rank of the first such result among ten.
	Hit, MRR float64
	// NDCG is that of ten results, with gains of 2^grade−1 and a discount of
	// log2(rank+1) (Burges et al., Learning to Rank using Gradient Descent, 2005).
	NDCG float64
	// None counts queries without a result.
	None int
}

func measure(runs []run) measures {
	var m measures
	for _, r := range runs {
		ids := r.ids[:min(10, len(r.ids))]
		if at := slices.IndexFunc(ids, func(id string) bool { return r.grades[id] == best(r.grades) }); at >= 0 {
			m.MRR += 1 / float64(at+1)
			if at == 0 {
				m.Hit++
			}
		}
		if len(ids) == 0 {
			m.None++
		}
		m.NDCG += ndcg(ids, r.grades)
	}
	n := float64(len(runs))
	m.Hit, m.MRR, m.NDCG = m.Hit/n, m.MRR/n, m.NDCG/n
	return m
}

func ndcg(ids []string, grades map[string]int) float64 {
	discounted := func(list []int) float64 {
		sum := 0.0
		for i, grade := range list[:min(10, len(list))] {
			sum += (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i+2))
		}
		return sum
	}
	var got, ideal []int
	for _, id := range ids {
		got = append(got, grades[id])
	}
	for _, grade := range grades {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return cmp.Compare(b, a) })
	return discounted(got) / discounted(ideal)
}

func best(grades map[string]int) int {
	top := 0
	for _, grade := range grades {
		top = max(top, grade)
	}
	return top
}

func TestMeasure(t *testing.T) {
	grades := map[string]int{"a": 3, "b": 2, "c": 1}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	for _, c := range []struct {
		ids  []string
		want measures
	}{
		{[]string{"a", "b", "c"}, measures{Hit: 1, MRR: 1, NDCG: 1}},
		{[]string{"b", "a", "c"}, measures{MRR: 0.5, NDCG: (3 + 7/math.Log2(3) + 0.5) / (7 + 3/math.Log2(3) + 0.5)}},
		{[]string{"x", "y"}, measures{}},
		{nil, measures{None: 1}},
	} {
		got := measure([]run{{c.ids, grades}})
		if got.Hit != c.want.Hit || !near(got.MRR, c.want.MRR) || !near(got.NDCG, c.want.NDCG) || got.None != c.want.None {
			t.Errorf("%v: %+v, want %+v", c.ids, got, c.want)
		}
	}
}
