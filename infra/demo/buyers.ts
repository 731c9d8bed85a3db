/** Made-up buyers. Their identity numbers have valid check characters and belong to nobody. */
const [visit, call, online] = ['visit', 'call', 'online'] as const;
const [ownUse, investment] = ['ownUse', 'investment'] as const;

export const demoBuyers = [
  {
    name: '林晓彤',
    phone: '13900010001',
    idNumber: '11010519491231002X',
    address: '厦门市思明区湖滨南路 12 号',
    channel: visit,
    motive: ownUse,
    budget: 350_000_000,
  },
  {
    name: '欧阳志远',
    phone: '13900010002',
    idNumber: '440308199901101512',
    address: '厦门市湖里区枋湖路 8 号',
    channel: online,
    motive: ownUse,
    budget: 280_000_000,
  },
  { name: '郑思敏', phone: '13900010003', idNumber: '11010519491231002X', channel: call, motive: investment },
  { name: '黄国栋', phone: '13900010004', idNumber: '440308199901101512', channel: visit, motive: ownUse, budget: 420_000_000 },
  { name: '古丽娜尔·买买提', phone: '13900010005', idNumber: '11010519491231002X', channel: visit, motive: ownUse },
  { name: '沈雨桐', phone: '13900010006', idNumber: '440308199901101512', channel: visit, motive: ownUse, budget: 310_000_000 },
  { name: '谢文斌', phone: '13900010007', idNumber: '11010519491231002X', channel: call, motive: investment },
  { name: '罗佳怡', phone: '13900010008', idNumber: '440308199901101512', channel: online, motive: ownUse },
  { name: '诸葛明轩', phone: '13900010009', channel: visit, motive: ownUse, wish: '三房，中高楼层，南北通透' },
  { name: '曾小军', phone: '13900010010', channel: visit, motive: ownUse },
];
