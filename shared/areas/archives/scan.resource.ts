import { either, forPartner, nobody } from '../../kit/access.ts';
import { defineResource, type Item } from '../../kit/define-resource.ts';
import { f } from '../../kit/fields/f.ts';
import { label } from '../../kit/label.ts';
import { staff } from '../posts.ts';

/** 扫描件: a paper as a file under Object Lock, named by what it is about. */
export const scan = defineResource({
  name: 'scan',
  area: 'archives',
  idPrefix: 'scn',
  label: label('扫描件', 'Scan'),
  fields: {
    project: f.ref('project', '项目', 'Project', { isOwned: true }),
    subject: f.text('所属事项编号', 'Subject', { most: 64, isOwned: true }),
    name: f.text('文件名', 'File name', { isOwned: true }),
    document: f.choice(
      '文件种类',
      'Document',
      {
        signedContract: label('已签合同', 'Signed contract'),
        filedContract: label('已备案合同', 'Filed contract'),
        filingForm: label('登记备案表', 'Filing form'),
        identity: label('身份证明', 'Identity'),
        invoice: label('发票', 'Invoice'),
        subscription: label('认购书', 'Subscription'),
        agreement: label('补充协议', 'Agreement'),
        loanPaper: label('按揭资料', 'Loan paper'),
        other: label('其他', 'Other'),
      },
      { isOwned: true },
    ),
    contentType: f.text('格式', 'Type', { most: 100, isOwned: true }),
    size: f.count('字节数', 'Bytes', { most: 1_000_000_000, isOwned: true }),
    sha256: f.hash('SHA-256', 'SHA-256', { isOwned: true }),
    sm3: f.hash('SM3', 'SM3', { optional: true, isOwned: true }),
    objectVersion: f.text('对象版本', 'Object version', { optional: true, isOwned: true }),
    retainUntil: f.date('保管至', 'Kept until', { optional: true, isOwned: true, source: 'K1' }),
  },
  title: 'name',
  list: ['project', 'subject', 'name', 'document', 'contentType', 'size', 'retainUntil'],
  indexes: { bySubject: { partition: ['subject'], sort: ['createdAt'] }, byProject: { partition: ['project'], sort: ['createdAt'] } },
  // A partner sees what it sent itself, and nothing else by this way.
  access: { read: either(staff, forPartner('bank', 'createdBy'), forPartner('fundCentre', 'createdBy')), create: nobody, update: nobody, remove: nobody },
  states: {
    initial: 'uploading',
    all: { uploading: { ...label('上传中', 'Uploading'), tone: 'busy' }, kept: { ...label('已入档', 'Kept'), tone: 'good' } },
    moves: [{ from: ['uploading'], to: 'kept', by: 'scan.keep' }],
    transitions: {},
  },
  source: ['D11', 'K1', 'K2', 'K4', 'K10'],
});
export type Scan = Item<typeof scan>;
