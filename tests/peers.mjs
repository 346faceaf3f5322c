// The second client: @huggingface/hub from npm. node peers.mjs HUB REPO
// Lists the files, reads one, commits an edited card and a new file in a second dataset, and prints what it saw as JSON.
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.env.CORPUS_TEST_NPM}/x.js`);
const hub = await import(pathToFileURL(require.resolve("@huggingface/hub")).href);
const [hubUrl, name] = process.argv.slice(2);
const common = { repo: { type: "dataset", name }, accessToken: process.env.HF_TOKEN, hubUrl };
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const user = await hub.whoAmI(common);
const sums = {};
for await (const file of hub.listFiles({ ...common, recursive: true })) {
  if (file.type !== "file" || !file.path.endsWith(".parquet")) continue;
  const blob = await hub.downloadFile({ ...common, path: file.path });
  sums[file.path] = sha256(Buffer.from(await blob.arrayBuffer()));
}
const card = await (await hub.downloadFile({ ...common, path: "README.md" })).text();
const operations = [{ operation: "addOrUpdate", path: "README.md", content: new Blob([card + "\nFrom JavaScript.\n"]) }];
const { commit } = await hub.commit({ ...common, title: "an edit", operations });

const other = { ...common, repo: { type: "dataset", name: `${name}-js` } };
await hub.createRepo(other);
await hub.uploadFile({ ...other, file: { path: "a/x.parquet", content: new Blob([new Uint8Array(70000).fill(7)]) } });
const info = await hub.fileDownloadInfo({ ...other, path: "a/x.parquet" });
await hub.deleteFile({ ...other, path: "a/x.parquet" });
const left = [];
for await (const file of hub.listFiles({ ...other, recursive: true })) left.push(file.path);
console.log(JSON.stringify({ user: user.name, sums, commit: commit.oid, size: info.size, left }));
