// Checks the links of the built site: pages, places in pages, and the API documentation; and that no page is more than two
// clicks from the first one, and no public type more than two from the same.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const dist = resolve(process.argv[2])
const base = process.env.SITE_BASE ?? '/asyncio4j/'

function pages(folder) {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    if (relative(dist, path) === 'api') return [] // javadoc checks its own
    return statSync(path).isDirectory() ? pages(path) : name.endsWith('.html') ? [path] : []
  })
}

const anchors = new Map()
function anchorsOf(file) {
  if (!anchors.has(file)) {
    anchors.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map(m => m[1])))
  }
  return anchors.get(file)
}

let links = 0
const broken = []
const leadsTo = new Map()
for (const page of pages(dist)) {
  leadsTo.set(page, new Set())
  const html = readFileSync(page, 'utf8').replaceAll(/<pre[\s\S]*?<\/pre>/g, '')
  for (const [, href] of html.matchAll(/<a\s[^>]*href="([^"]+)"/g)) {
    if (/^(https?:|mailto:|data:)/.test(href)) continue
    links++
    const [path, anchor] = href.replaceAll('&amp;', '&').split('#')
    let target = path === '' ? page
      : path.startsWith(base) ? join(dist, path.slice(base.length)) : resolve(dirname(page), path)
    if (existsSync(target) && statSync(target).isDirectory()) target = join(target, 'index.html')
    if (!existsSync(target)) broken.push(`${relative(dist, page)}: ${href}`)
    else if (anchor && !anchorsOf(target).has(decodeURIComponent(anchor))) {
      broken.push(`${relative(dist, page)}: no such place: ${href}`)
    }
    leadsTo.get(page).add(target)
  }
}

const near = new Set([join(dist, 'index.html')])
for (let click = 0; click < 2; click++) {
  for (const page of [...near]) for (const target of leadsTo.get(page) ?? []) near.add(target)
}
for (const page of leadsTo.keys()) {
  if (!near.has(page) && relative(dist, page) !== '404.html') broken.push(`${relative(dist, page)} is more than two clicks away`)
}
// What javadoc has found public, the page of the API has to list.
let types = 0
for (const module of existsSync(join(dist, 'api')) ? readdirSync(join(dist, 'api')) : []) {
  const folder = join(dist, 'api', module)
  const index = readFileSync(join(folder, 'type-search-index.js'), 'utf8')
  const named = readdirSync(folder).find(name => existsSync(join(folder, name, 'module-summary.html')))
  for (const { p, l } of JSON.parse(index.slice(index.indexOf('['), index.lastIndexOf(']') + 1))) {
    if (!p) continue // a list of all of them
    types++
    if (!near.has(join(folder, named, ...p.split('.'), l + '.html'))) broken.push(`${p}.${l} is more than two clicks away`)
  }
}
broken.forEach(each => console.error('broken: ' + each))
console.log(`site: ${leadsTo.size} pages, ${links} links, ${types} types, ${broken.length} broken`)
process.exit(broken.length === 0 ? 0 : 1)
