#!/bin/sh
# Trains the classifier on one version of the invoices: fit.sh 1.2.0
set -eu
triage-fit --data "prepared.invoices@$1" --seed 7 --out build/cost-centre-classifier.bin
