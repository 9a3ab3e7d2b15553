// Times npm loan-schedule.js on loans read from the standard input; prints microseconds per schedule and the last rows.
import { readFileSync } from "node:fs";
import LoanSchedule from "loan-schedule.js";

const { loans, rounds } = JSON.parse(readFileSync(0, "utf8"));
// Without options: with any, the peer follows the Russian production calendar.
const peer = new LoanSchedule();

const build = (loan) =>
  peer.calculateSchedule({
    amount: loan.amount,
    rate: loan.rate,
    term: loan.payments,
    paymentOnDay: loan.day,
    issueDate: loan.issued,
    scheduleType: LoanSchedule.ANNUITY_SCHEDULE,
  });

const results = loans.map((loan) =>
  build(loan)
    .payments.slice(1)
    .map((row) => [row.paymentDate, row.paymentAmount, row.principalAmount, row.interestAmount, row.finalBalance]),
);
let best = Infinity;
for (let round = 0; round < rounds; round += 1) {
  const start = process.hrtime.bigint();
  loans.forEach(build);
  best = Math.min(best, Number(process.hrtime.bigint() - start) / 1000 / loans.length);
}
process.stdout.write(JSON.stringify({ microseconds: best, results }));
