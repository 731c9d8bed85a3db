import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { uploadScan } from '../../shared/areas/archives/upload-scan.operation.ts';
import { project } from '../../shared/areas/projects/project.resource.ts';
import { chosen } from '../kit/chosen.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { inboxKey } from './keys.ts';

/** K4: the browser sends the bytes to the inbox itself; nothing but these bytes, of this length and digest, is taken there. */
export const run: Run<typeof uploadScan> = async ({ input, context }) => {
  await chosen(context, project, { field: 'project', id: input.project });
  const id = context.newId('scn');
  const { sha256, size, contentType } = input;
  const upload = await context.archive.presignUpload({ key: inboxKey(id), sha256, size, contentType });
  return {
    status: 201,
    writes: [create(scan, input, { id, event: 'scan.begun' })],
    body: { id, ...upload },
  };
};

export const handler = serve(uploadScan, run);
