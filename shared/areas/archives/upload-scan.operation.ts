import { defineOperation, type Input } from '../../kit/define-operation.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';
import { scan } from './scan.resource.ts';
import { scanTypes } from './scan-types.ts';

/** Answers a short-lived address to which the browser sends the file itself; length and SHA-256 are part of the signature. */
export const uploadScan = defineOperation({
  name: 'scan.upload',
  area: 'archives',
  label: label('上传扫描件', 'Upload a scan'),
  handler: 'upload-scan',
  on: 'collection',
  input: {
    project: f.ref('project', '项目', 'Project'),
    subject: f.text('所属事项编号', 'Subject', { most: 64 }),
    name: f.text('文件名', 'File name', { most: 200 }),
    document: scan.fields.document,
    contentType: f.choice('格式', 'Type', scanTypes),
    size: f.count('字节数', 'Bytes', { least: 1, most: 100_000_000 }),
    sha256: f.hash('SHA-256', 'SHA-256'),
  },
  allow: staff,
  uses: ['inbox'],
  reads: ['scan', 'project'],
  writes: ['scan'],
  source: ['K2', 'K4'],
});
export type UploadScanInput = Input<typeof uploadScan>;
