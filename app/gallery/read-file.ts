/** Reading a file that someone drops or picks, before any of it is sent. */

/** Largest topology file taken: what the server takes, with room for what is sent around it. */
export const FILE_BYTES_MAX = 15 * 1024 * 1024

export type FileAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string }

/** The JSON in a file, or what is wrong with it. Whether it is a topology is the server's to say. */
export async function readJsonFile(file: File): Promise<FileAnswer> {
  if (file.size > FILE_BYTES_MAX)
    return {
      ok: false,
      message: `${file.name} has ${Math.round(file.size / 1_048_576)} MB; a topology file has at most 15`,
    }
  try {
    return { ok: true, value: JSON.parse(await file.text()) }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it cannot be read'
    return { ok: false, message: `${file.name} is not JSON (${why}). Choose a file that Export made: *.topology.json` }
  }
}
