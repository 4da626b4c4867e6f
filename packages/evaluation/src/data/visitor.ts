/** Its exit code when the application has not answered. */
export const PATIENCE_OVER = 3

/**
 * A program that waits until an application answers, reads its data, and writes a line of JSON for each to descriptor 3.
 * Its arguments: address, milliseconds to wait, file that reads the data. Over node:http: fetch takes longer to load than
 * all of this.
 */
export const VISITOR = `
import { request } from 'node:http'
import { writeSync } from 'node:fs'
const [baseUrl, patience, dataFile] = process.argv.slice(1)
/** null where there is no whole answer. */
const ask = (url, patience) =>
  new Promise((resolve) => {
    let response
    const sent = request(url, { agent: false, headers: { accept: '*/*' }, signal: AbortSignal.timeout(patience) })
    sent.on('error', () => response?.complete || resolve(null))
    sent.once('response', (incoming) => {
      response = incoming
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk)).once('error', () => resolve(null)).once('end', () => {
        const { statusCode: status, headers: { location } } = response
        resolve({ status, location, text: new TextDecoder().decode(Buffer.concat(chunks)) })
      })
    })
    sent.end()
  })
const follow = async (url, redirects = 20) => {
  const answer = await ask(url, 5000)
  const leadsOn = [301, 302, 303, 307, 308].includes(answer?.status) && answer.location !== undefined && redirects > 0
  return leadsOn ? follow(new URL(answer.location, url), redirects - 1) : answer
}
const get = async (path) => {
  try {
    const { status, text } = await follow(baseUrl + path)
    return status >= 200 && status < 300 ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
const end = Date.now() + Number(patience)
while ((await ask(baseUrl + '/', 2000)) === null) {
  if (Date.now() > end) process.exit(${PATIENCE_OVER})
  await new Promise((resolve) => setTimeout(resolve, 20))
}
const tell = (value) => writeSync(3, JSON.stringify(value) + '\\n')
tell({ answered: true })
if (dataFile) {
  const { default: readData } = await import(dataFile)
  tell({ data: await readData({ get }) })
}
`
