// Where the data come from: the server that was started with `corpus review`, or the file that this page is.

const held = document.getElementById("still");

function token() {
  const fresh = location.hash.slice(1);
  if (fresh) sessionStorage.setItem("token", fresh);
  return fresh || sessionStorage.getItem("token") || "";
}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { authorization: `Bearer ${token()}` } });
  } catch {
    throw new Error("The server does not answer. Is corpus review still running?");
  }
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.help ? `${value.problem} (${value.help})` : value.problem);
  return value;
}

// A page is named by its number and by what is shown of it: a build may have given the number to another meanwhile.
const about = ({ n, page }, what) => `/api/pages/${n}/${what}?${new URLSearchParams({ source: page.source, sha256: page.sha256 })}`;

const live = {
  still: false,
  facts: () => ask("/api/facts"),
  refresh: () => ask("/api/refresh", { method: "POST" }),
  rows: (query, first, count) => ask(`/api/rows?${new URLSearchParams({ ...query, first, count })}`),
  page: (n) => ask(`/api/pages/${n}`),
  evidence: (shown) => ask(about(shown, "evidence")),
  figures: () => ask("/api/figures"),
  joins: () => ask("/api/joins"),
  correct: (shown, said) => ask(about(shown, "corrections"), { method: "POST", body: JSON.stringify(said) }),
};

function still(data) {
  const fits = (query) => (row) =>
    (!query.newspaper || row.newspaper === query.newspaper) &&
    (!query.since || row.date >= query.since) &&
    (!query.until || (row.date && row.date <= query.until)) &&
    (!query.doubt || row.doubts.includes(query.doubt)) &&
    (!query.state || row.state === query.state) &&
    (!query.text || `${row.headline} ${row.source}`.toLowerCase().includes(query.text.toLowerCase()));
  const order = { doubt: () => 0, printed: (a, b) => a.n - b.n || a.order - b.order };
  return {
    still: true,
    facts: async () => data.facts,
    refresh: async () => data.facts,
    rows: async (query, first, count) => {
      const found = data.lists[query.unit].filter(fits(query)).sort(order[query.sort]);
      return { total: found.length, first, rows: found.slice(first, first + count) };
    },
    page: async (n) => data.pages[n],
    evidence: async ({ n }) => data.pages[n].evidence,
    figures: async () => data.figures,
    joins: async () => data.joins,
  };
}

export const data = held ? still(JSON.parse(held.textContent)) : live;
