#!/bin/bash
# Runs once, when the data volume is empty: the roles of carisecure/access/sql/roles.sql and their passwords.
set -euo pipefail
psql=(psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB")
"${psql[@]}" --file=/carisecure/roles.sql
# Read by psql from standard input: a password on a command line would be in the process list.
for role in owner app; do
	"${psql[@]}" <<-SQL
		\set password \`cat /run/secrets/database_${role}_password\`
		alter role carisecure_${role} password :'password';
	SQL
done
