
region=$home
place=global
if ! account=$(aws sts get-caller-identity --query Account --output text --region "$region"); then
  echo "help: sign in first: the AWS CLI has no usable credentials" >&2
  exit 1
fi
case $account in
  *[!0-9]* | '')
    echo "the AWS CLI did not answer with an account id" >&2
    exit 1
    ;;
esac
once
if [ $# -eq 0 ]; then
  regions=$(aws ec2 describe-regions --query 'Regions[].RegionName' --output text --region "$region") ||
    regions=$home
  # Names of regions have no spaces.
  # shellcheck disable=SC2086
  set -- $regions
fi
for region in "$@"; do
  place=$region
  in_region
done
printf '%s answers, %s failed, %s were there already: %s/%s\n' \
  "$answered" "$failed" "$kept" "$folder" "$account" >&2
if [ "$failed" -gt 0 ]; then
  echo "help: what failed is in the .error files and becomes a gap in the coverage; run the script again to ask again" >&2
fi
echo "next: blastradius import aws-cli $folder" >&2
