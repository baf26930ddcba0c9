// The environment variables of `npm start`, checked.
import { resolve } from 'node:path'

const DEFAULTS = { PORT: '3000', HOST: '127.0.0.1', PATCHBAY_HOME: './.patchbay' }
const PORT_MAX = 65_535

export class BadSetting extends Error {}

function parsePort(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= PORT_MAX) return port
  throw new BadSetting(`PORT is "${text}". It must be a whole number from 0 to ${PORT_MAX} (0: any free port).`)
}

export function readSettings(env = process.env) {
  return {
    port: parsePort(env.PORT || DEFAULTS.PORT),
    host: env.HOST || DEFAULTS.HOST,
    home: resolve(env.PATCHBAY_HOME || DEFAULTS.PATCHBAY_HOME),
  }
}
