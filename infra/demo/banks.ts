const employee = ['employee'];
const selfEmployed = ['selfEmployed'];

/** What both banks want: names as buyers are told them (G3). */
const papers = [
  { code: 'ID', name: '身份证', copies: 3 },
  { code: 'HUKOU', name: '户口簿', copies: 1 },
  { code: 'MARRIAGE', name: '婚姻状况证明', copies: 1 },
  { code: 'INCOME', name: '收入证明', copies: 1, buyerKinds: employee },
  { code: 'LICENCE', name: '营业执照及完税证明', copies: 1, buyerKinds: selfEmployed },
  { code: 'DOWN', name: '首付款收据', copies: 1 },
];
const course = [
  { step: '受理与调查', days: 5 },
  { step: '审批', days: 10 },
  { step: '面签', days: 5 },
  { step: '抵押登记', days: 30 },
  { step: '放款', days: 10 },
];

/** The banks that lend to buyers of the demonstration; names as contracts are handed to them. */
export const demoBanks = [
  {
    name: '建设银行 案场支行',
    kind: 'bank',
    code: '105393000018',
    contacts: [{ name: '马立新', phone: '13950012345', duty: '个贷经理' }],
    agreements: [{ number: 'JH-2026-018', from: '2026-01-01', until: '2026-12-31', terms: '首套最高七成、三十年' }],
    procedure: course,
    materials: [...papers, { code: 'FLOW', name: '近六个月银行流水', copies: 1 }],
  },
  {
    name: '工商银行 案场支行',
    kind: 'bank',
    code: '102393000026',
    contacts: [{ name: '苏文', phone: '13950012346', duty: '个贷经理' }],
    agreements: [{ number: 'GH-2026-007', from: '2026-01-01', until: '2026-12-31' }],
    procedure: course,
    materials: papers,
  },
  {
    name: '市住房公积金管理中心',
    kind: 'fundCentre',
    contacts: [{ name: '何静怡', phone: '13950012347', duty: '贷款窗口' }],
    procedure: course,
    materials: [...papers.slice(0, 3), { code: 'FUND', name: '公积金缴存证明', copies: 1 }],
  },
];

/** Who sees to the signing of loan papers. */
export const demoLawFirms = [{ name: '海天律师事务所', licence: '23502200110012345', contacts: [{ name: '李明哲', phone: '13950012348', duty: '承办律师' }] }];
