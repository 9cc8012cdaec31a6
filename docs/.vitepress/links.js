// Checks the links of the built site: pages, places in pages, and the API documentation.
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
for (const page of pages(dist)) {
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
  }
}
broken.forEach(each => console.error('broken: ' + each))
console.log(`site: ${links} links, ${broken.length} broken`)
process.exit(broken.length === 0 ? 0 : 1)
